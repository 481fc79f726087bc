# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_awsp_global_optspecs
    string join \n shell= p/profile= region= json color= q/quiet v/verbose h/help V/version
end

function __fish_awsp_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_awsp_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_awsp_using_subcommand
    set -l cmd (__fish_awsp_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c awsp -n "__fish_awsp_needs_command" -l shell -r -f -a "bash\t'GNU bash, 3.2 and newer'
zsh\t'zsh, 5.1 and newer'
fish\t'fish, 3.1 and newer'"
complete -c awsp -n "__fish_awsp_needs_command" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_needs_command" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_needs_command" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_needs_command" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_needs_command" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_needs_command" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_needs_command" -s V -l version -d 'Print version'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "init" -d 'Print the shell code for your rc file'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "use" -d 'Switch this shell to a profile'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "off" -d 'Leave: unset what `use` set, and the profile'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "current" -d 'Show the active profile and region, where each comes from, and what overrides it'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "list" -d 'List all profiles with kind, account, role and region'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "explain" -d 'Explain a profile: plan, properties with their lines, problems, and where tools disagree'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "whoami" -d 'Show the verified identity and when it ends'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "refresh" -d 'Renew what can be renewed without a person'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "login" -d 'Sign in, once for all profiles that share the sign-in'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "logout" -d 'Sign out, and drop what was got with the sign-in'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "console" -d 'Open the web console, signed in'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "sso" -d 'List what Identity Center grants, and write profiles for it'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "configure" -d 'Add, change, copy, rename or remove a profile'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "export" -d 'Print credentials, for a shell or a program'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "credential-process" -d 'Give other tools credentials, as the profile\'s `credential_process`'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "exec" -d 'Run a command with credentials'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "prompt" -d 'Print the prompt\'s segment once, from what is stored'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "settings" -d 'Show awsp\'s own settings and where each comes from'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "cache" -d 'List or clear what awsp has stored'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "completions" -d 'Print a static completion script, for packagers'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "complete" -d 'Answer the shells\' completion'
complete -c awsp -n "__fish_awsp_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c awsp -n "__fish_awsp_using_subcommand init" -l cmd -d 'The name of the shell function' -r
complete -c awsp -n "__fish_awsp_using_subcommand init" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand init" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand init" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand init" -l no-prompt -d 'Leave the prompt alone; `$AWSP_TEXT` is kept up to date all the same'
complete -c awsp -n "__fish_awsp_using_subcommand init" -l no-completion -d 'Set no completion up'
complete -c awsp -n "__fish_awsp_using_subcommand init" -l complete-aws -d 'Complete profile names after `aws --profile` as well'
complete -c awsp -n "__fish_awsp_using_subcommand init" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand init" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand init" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand use" -l shell -d 'The shell that evaluates the output (the shell function gives it)' -r -f -a "bash\t'GNU bash, 3.2 and newer'
zsh\t'zsh, 5.1 and newer'
fish\t'fish, 3.1 and newer'"
complete -c awsp -n "__fish_awsp_using_subcommand use" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand use" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand use" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand use" -l keep-keys -d 'Keep keys that are in the environment, although they are used in place of the profile'
complete -c awsp -n "__fish_awsp_using_subcommand use" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand use" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand use" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand off" -l shell -d 'The shell that evaluates the output (the shell function gives it)' -r -f -a "bash\t'GNU bash, 3.2 and newer'
zsh\t'zsh, 5.1 and newer'
fish\t'fish, 3.1 and newer'"
complete -c awsp -n "__fish_awsp_using_subcommand off" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand off" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand off" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand off" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand off" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand off" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand off" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand current" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand current" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand current" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand current" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand current" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand current" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand current" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand list" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand list" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand list" -l names -d 'Names only, one a line'
complete -c awsp -n "__fish_awsp_using_subcommand list" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand list" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand list" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand explain" -l reading -d 'By whose rules the files are read' -r -f -a "cli\t'As AWS CLI v2 does'
sdk\t'As the AWS SDKs do'"
complete -c awsp -n "__fish_awsp_using_subcommand explain" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand explain" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand explain" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand explain" -l all -d 'Everything that the files say, of all profiles, SSO sessions and services'
complete -c awsp -n "__fish_awsp_using_subcommand explain" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand explain" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand explain" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand whoami" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand whoami" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand whoami" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand whoami" -l refresh -d 'Ask STS even if the stored answer is fresh'
complete -c awsp -n "__fish_awsp_using_subcommand whoami" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand whoami" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand whoami" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -l background -d 'What the prompt\'s hook starts: nothing is asked or said, and only what may run behind is done'
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -l due -d 'What a command leaves behind that gave credentials which are to be renewed soon'
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -l detached -d 'The second of the two processes that this takes'
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand refresh" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand login" -l sso-session -d 'Sign in to this sso-session of the config file' -r
complete -c awsp -n "__fish_awsp_using_subcommand login" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand login" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand login" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand login" -l device -d 'By a code that is typed into any browser, also one on another device'
complete -c awsp -n "__fish_awsp_using_subcommand login" -l no-browser -d 'Open no browser, print the link only'
complete -c awsp -n "__fish_awsp_using_subcommand login" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand login" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand login" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand logout" -l sso-session -d 'End the sign-in to this sso-session of the config file' -r
complete -c awsp -n "__fish_awsp_using_subcommand logout" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand logout" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand logout" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand logout" -l all -d 'End every sign-in'
complete -c awsp -n "__fish_awsp_using_subcommand logout" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand logout" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand logout" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand console" -l service -d 'The service whose page is opened, such as s3' -r
complete -c awsp -n "__fish_awsp_using_subcommand console" -l destination -d 'A page of the console to open, as it stands in the browser\'s address bar' -r
complete -c awsp -n "__fish_awsp_using_subcommand console" -l duration -d 'How long the console\'s session is to last, such as 45m or 8h [default: as long as the credentials]' -r
complete -c awsp -n "__fish_awsp_using_subcommand console" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand console" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand console" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand console" -l federation-token -d 'Go in with long-term keys, by `GetFederationToken`'
complete -c awsp -n "__fish_awsp_using_subcommand console" -l print -d 'Print the link in place of opening it: a secret that signs anybody in for 15 minutes'
complete -c awsp -n "__fish_awsp_using_subcommand console" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand console" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand console" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand console" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -f -a "accounts" -d 'List the accounts that Identity Center grants'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -f -a "roles" -d 'List the roles that Identity Center grants, account by account'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -f -a "sync" -d 'Write a profile for each account and role'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and not __fish_seen_subcommand_from accounts roles sync help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from accounts" -l sso-session -d 'The sso-session of the config file [default: that of the active profile, or the only one]' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from accounts" -l account -d 'Only accounts whose name or id is like this, with * and ?' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from accounts" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from accounts" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from accounts" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from accounts" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from accounts" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from accounts" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from accounts" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -l sso-session -d 'The sso-session of the config file [default: that of the active profile, or the only one]' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -l account -d 'Only accounts whose name or id is like this, with * and ?' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -l role -d 'Only roles whose name is like this, with * and ?' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from roles" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l sso-session -d 'The sso-session of the config file [default: that of the active profile, or the only one]' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l account -d 'Only accounts whose name or id is like this, with * and ?' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l role -d 'Only roles whose name is like this, with * and ?' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l name-template -d 'How the profiles are named [default: sso.name_template of the settings, else {account_name}.{role_name}]' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l set -d 'A property of the profiles, such as region=eu-west-1; for some accounts alone as \'prod-*:region=us-east-1\'' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l dry-run -d 'Show what would change, and change nothing'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l prune -d 'Remove profiles that this wrote and that are no longer granted'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l migrate -d 'Bring profiles with a start URL of their own to the session\'s form'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l yes -d 'Write without asking'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from help" -f -a "accounts" -d 'List the accounts that Identity Center grants'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from help" -f -a "roles" -d 'List the roles that Identity Center grants, account by account'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from help" -f -a "sync" -d 'Write a profile for each account and role'
complete -c awsp -n "__fish_awsp_using_subcommand sso; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -f -a "add" -d 'Add a profile; what is needed and not given is asked on a terminal'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -f -a "set" -d 'Set properties of a profile'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -f -a "copy" -d 'Copy a profile'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -f -a "rename" -d 'Give a profile another name, also where others point to it'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -f -a "remove" -d 'Remove a profile'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and not __fish_seen_subcommand_from add set copy rename remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -l set -d 'A property, as the AWS files have it: `region=eu-west-1`, `s3.max_queue_size=20`' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -l secret-stdin -d 'Read the secret access key from standard input: it is never taken from the command line'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -l yes -d 'Write without asking'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -l dry-run -d 'Show the changes and make none'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -l force -d 'Write even what awsp takes for a mistake'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -l secret-stdin -d 'Read the secret access key from standard input: it is never taken from the command line'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -l yes -d 'Write without asking'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -l dry-run -d 'Show the changes and make none'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -l force -d 'Write even what awsp takes for a mistake'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -l yes -d 'Write without asking'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -l dry-run -d 'Show the changes and make none'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -l force -d 'Write even what awsp takes for a mistake'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -l yes -d 'Write without asking'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -l dry-run -d 'Show the changes and make none'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -l force -d 'Write even what awsp takes for a mistake'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -l yes -d 'Write without asking'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -l dry-run -d 'Show the changes and make none'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -l force -d 'Write even what awsp takes for a mistake'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a profile; what is needed and not given is asked on a terminal'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from help" -f -a "set" -d 'Set properties of a profile'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from help" -f -a "copy" -d 'Copy a profile'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Give a profile another name, also where others point to it'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a profile'
complete -c awsp -n "__fish_awsp_using_subcommand configure; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c awsp -n "__fish_awsp_using_subcommand export" -l format -d 'How to print them [default: process]' -r -f -a "process\t'JSON for `credential_process`, spelled as the AWS CLI spells it'
env\t'`export NAME=value`, for bash, zsh and other POSIX shells'
env-no-export\t'`NAME=value`, likewise, not exported'
fish\t'`set -gx NAME "value"`'
powershell\t'`$Env:NAME="value"`'
windows-cmd\t'`set NAME=value`, for cmd.exe'
dotenv\t'`NAME=value` for files that are read by dotenv libraries and `docker --env-file`'
json\t'JSON for `credential_process` with the account'"
complete -c awsp -n "__fish_awsp_using_subcommand export" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand export" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand export" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand export" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand export" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand export" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand credential-process" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand credential-process" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand credential-process" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand credential-process" -l ask -d 'Ask for an MFA code on the terminal where one is needed'
complete -c awsp -n "__fish_awsp_using_subcommand credential-process" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand credential-process" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand credential-process" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand credential-process" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand exec" -l server -d 'How the command gets its credentials' -r -f -a "none\t'From variables; they are not renewed'
ecs\t'From a container\'s endpoint that renews them (not there yet)'
imds\t'From instance metadata (not there yet)'"
complete -c awsp -n "__fish_awsp_using_subcommand exec" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand exec" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand exec" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand exec" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand exec" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand exec" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -l format -d 'How the segment is put together, in place of the setting `prompt.format`' -r
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -l shell -d 'Where the segment is to stand [default: plain]' -r -f -a "bash\t'bash\'s `PS1`, through a command substitution or a variable'
zsh\t'zsh\'s `PROMPT`'
fish\t'fish\'s `fish_prompt`, or any terminal'
plain\t'Text alone'
tmux\t'tmux\'s status line'
json\t'A JSON object'"
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -l hook -d 'Answer the hook of this shell: the state file\'s path and content' -r -f -a "bash\t'GNU bash, 3.2 and newer'
zsh\t'zsh, 5.1 and newer'
fish\t'fish, 3.1 and newer'"
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand prompt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand settings" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand settings" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand settings" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand settings" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand settings" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand settings" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand settings" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand cache" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand cache" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand cache" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand cache" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand cache" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand cache" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand cache" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand completions" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand completions" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand completions" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand completions" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand completions" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand completions" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand complete" -s p -l profile -d 'The profile to act on [default: the one the environment selects]' -r
complete -c awsp -n "__fish_awsp_using_subcommand complete" -l region -d 'The region to act in' -r
complete -c awsp -n "__fish_awsp_using_subcommand complete" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say'
always\t'Always'
never\t'Never'"
complete -c awsp -n "__fish_awsp_using_subcommand complete" -l profiles -d 'Profile names only'
complete -c awsp -n "__fish_awsp_using_subcommand complete" -l json -d 'Print data as JSON'
complete -c awsp -n "__fish_awsp_using_subcommand complete" -s q -l quiet -d 'Say nothing but errors'
complete -c awsp -n "__fish_awsp_using_subcommand complete" -s v -l verbose -d 'Say what was read and decided; no secrets'
complete -c awsp -n "__fish_awsp_using_subcommand complete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "init" -d 'Print the shell code for your rc file'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "use" -d 'Switch this shell to a profile'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "off" -d 'Leave: unset what `use` set, and the profile'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "current" -d 'Show the active profile and region, where each comes from, and what overrides it'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "list" -d 'List all profiles with kind, account, role and region'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "explain" -d 'Explain a profile: plan, properties with their lines, problems, and where tools disagree'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "whoami" -d 'Show the verified identity and when it ends'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "refresh" -d 'Renew what can be renewed without a person'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "login" -d 'Sign in, once for all profiles that share the sign-in'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "logout" -d 'Sign out, and drop what was got with the sign-in'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "console" -d 'Open the web console, signed in'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "sso" -d 'List what Identity Center grants, and write profiles for it'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "configure" -d 'Add, change, copy, rename or remove a profile'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "export" -d 'Print credentials, for a shell or a program'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "credential-process" -d 'Give other tools credentials, as the profile\'s `credential_process`'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "exec" -d 'Run a command with credentials'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "prompt" -d 'Print the prompt\'s segment once, from what is stored'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "settings" -d 'Show awsp\'s own settings and where each comes from'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "cache" -d 'List or clear what awsp has stored'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "completions" -d 'Print a static completion script, for packagers'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "complete" -d 'Answer the shells\' completion'
complete -c awsp -n "__fish_awsp_using_subcommand help; and not __fish_seen_subcommand_from init use off current list explain whoami refresh login logout console sso configure export credential-process exec prompt settings cache completions complete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c awsp -n "__fish_awsp_using_subcommand help; and __fish_seen_subcommand_from sso" -f -a "accounts" -d 'List the accounts that Identity Center grants'
complete -c awsp -n "__fish_awsp_using_subcommand help; and __fish_seen_subcommand_from sso" -f -a "roles" -d 'List the roles that Identity Center grants, account by account'
complete -c awsp -n "__fish_awsp_using_subcommand help; and __fish_seen_subcommand_from sso" -f -a "sync" -d 'Write a profile for each account and role'
complete -c awsp -n "__fish_awsp_using_subcommand help; and __fish_seen_subcommand_from configure" -f -a "add" -d 'Add a profile; what is needed and not given is asked on a terminal'
complete -c awsp -n "__fish_awsp_using_subcommand help; and __fish_seen_subcommand_from configure" -f -a "set" -d 'Set properties of a profile'
complete -c awsp -n "__fish_awsp_using_subcommand help; and __fish_seen_subcommand_from configure" -f -a "copy" -d 'Copy a profile'
complete -c awsp -n "__fish_awsp_using_subcommand help; and __fish_seen_subcommand_from configure" -f -a "rename" -d 'Give a profile another name, also where others point to it'
complete -c awsp -n "__fish_awsp_using_subcommand help; and __fish_seen_subcommand_from configure" -f -a "remove" -d 'Remove a profile'
