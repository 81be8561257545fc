"""What ``discretion corpus`` says of a folder of past cases."""

ZH: dict[str, str] = {
    "corpus.first_search": "正在检索类案……安装后的第一次检索须先编译检索程序，约二十秒，以后不再需要",
    "corpus.no_index": "注意：案例库 {folder} 没有本版本的检索索引，检索时须逐件比较 {cases} 件案件，结果相同，但很慢；请运行一次 discretion corpus compact {folder} 重建索引",
    "corpus.info": "案例库 {folder}：{cases} 件案件，版本 {version}（第 {number} 次提交）\n{segments} 段，{bytes} 字节，每件 {bytes_per_case} 字节，另有 {dead_rows} 行旧内容待清理\n裁量基准库 {rulebook}，{facts} 项事实声明",
    "corpus.verifying": "核对（字节）",
    "corpus.sound": "完好：{cases} 件案件，版本 {version}，全部文件与校验和一致",
    "corpus.compacting": "合并",
    "corpus.compacted": "已合并：{segments_before} 段变为 {segments_after} 段，{bytes_before} 字节变为 {bytes_after} 字节，清除旧内容 {dropped} 行；现有 {cases} 件，版本 {version}",
    "corpus.erasing": "删除",
    "corpus.erased": "已彻底删除 {erased} 件，重写 {rewritten} 段；现有 {cases} 件，版本 {version}。备份和已导出的文件请另行处理",
    "corpus.missing": "案例库没有文号为 {id} 的案件",
    "corpus.left": "这个文件还被其他程序占用，未能删除：{path}；请关闭占用它的程序，再运行一次 corpus compact",
    "corpus.restored": "已退回完好的版本 {version}：{cases} 件案件（第 {number} 次提交）。此后导入的案件请重新导入",
}

EN: dict[str, str] = {
    "corpus.first_search": "Searching for similar cases… The first search after installation compiles the search, which takes some twenty seconds once",
    "corpus.no_index": "note: the corpus {folder} has no search index of this version, so that each search compares all {cases} cases: the same results, but slowly; run discretion corpus compact {folder} once to rebuild it",
    "corpus.info": "corpus {folder}: {cases} cases, version {version} (commit {number})\n{segments} segments, {bytes} bytes, {bytes_per_case} a case; {dead_rows} outdated rows to be compacted away\nrulebook {rulebook}, {facts} declared facts",
    "corpus.verifying": "verify (bytes)",
    "corpus.sound": "sound: {cases} cases, version {version}, every file agrees with its checksum",
    "corpus.compacting": "compact",
    "corpus.compacted": "compacted: {segments_before} segments to {segments_after}, {bytes_before} bytes to {bytes_after}, {dropped} outdated rows dropped; {cases} cases, version {version}",
    "corpus.erasing": "erase",
    "corpus.erased": "{erased} cases erased for good, {rewritten} segments rewritten; {cases} cases left, version {version}. Backups and exported files are yours to deal with",
    "corpus.missing": "the corpus has no case {id}",
    "corpus.left": "another program has this file open, so it was not removed: {path}; close it and run corpus compact",
    "corpus.restored": "back at the sound version {version}: {cases} cases (commit {number}). Take later cases in again",
}
