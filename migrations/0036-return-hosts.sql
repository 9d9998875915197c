-- Where buyers may be sent back to is a setting like the others, RETURN_HOSTS.

alter table merchant drop column return_hosts;
