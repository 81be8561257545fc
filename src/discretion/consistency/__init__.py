"""Same case, same penalty: a penalty against the law, the benchmark and comparable cases."""
