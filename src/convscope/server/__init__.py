"""The microscope as a page: a server of one network and its photos, with routes and schemas and no mathematics."""
