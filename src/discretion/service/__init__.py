"""The questions of the library over HTTP and JSON: an ASGI application and what it runs on."""
