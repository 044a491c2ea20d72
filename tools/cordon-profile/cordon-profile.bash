# Completion of cordon-profile for bash.

_cordon_profile () {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words="" options="--json --help"
  COMPREPLY=()

  # "--from=fire" comes as three words.
  if [ "$word" = "=" ]; then
    word=""
  elif [ "$before" = "=" ]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case ${COMP_WORDS[1]} in
    list | revoke | export) options+=" --origin --feature" ;;
    show) options+=" --feature" ;;
    import) options+=" --from" ;;
    journal) options+=" --origin --feature --last" ;;
  esac

  case $before in
    --from) words="firefox chromium" ;;
    --feature) words="camera microphone display-capture speaker-selection" ;;
    --origin | --last) return ;;
    *)
      if [[ $word == -* ]]; then
        words=$options
      elif [ "$COMP_CWORD" -eq 1 ]; then
        words="list show revoke undo import export verify journal"
      fi ;;
  esac

  if [ -n "$words" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  elif [ "$COMP_CWORD" -eq 2 ]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$word")
  elif [[ ${COMP_WORDS[1]} == import || ${COMP_WORDS[1]} == export ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}

complete -F _cordon_profile cordon-profile
