// Imported before anything of @apollo/gateway: it reports to its vendor unless told not to, and this is a government system.
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
