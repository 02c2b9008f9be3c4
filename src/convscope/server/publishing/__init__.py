"""The page as files for any web host: answers computed beforehand by the routes of the server."""
