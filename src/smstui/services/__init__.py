"""Everything smstui does with texts: each service is an async function with its needs as arguments."""
