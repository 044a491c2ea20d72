# Completion of cordon-profile for bash.

_cordon_profile () {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local commands="list show revoke undo import export verify journal"
  COMPREPLY=()
  case $before in
    --from) mapfile -t COMPREPLY < <(compgen -W "firefox chromium" -- "$word"); return ;;
    --feature)
      mapfile -t COMPREPLY < <(compgen -W "camera microphone display-capture speaker-selection" -- "$word")
      return ;;
    --origin | --last) return ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "--json --origin --feature --from --last --help" -- "$word")
  elif [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
  elif [ "$COMP_CWORD" -eq 2 ]; then
    mapfile -t COMPREPLY < <(compgen -d -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}

complete -F _cordon_profile cordon-profile
