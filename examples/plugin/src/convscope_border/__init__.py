"""An example of a package that adds to Convscope: a method, a metric and a library of networks."""
