"""Who is let in and how much at a time: a layer of ASGI each, around the routes."""
