#include "storage/fingerprints_private.h"

#include <string.h>

gboolean
cordon_fingerprints_overlap (const CordonCallee *callee, const char *text)
{
  const char *list = strchr (text, ':');
  g_auto (GStrv) fingerprints = g_strsplit (list ? list + 1 : "", ",", -1);

  for (guint i = 0; fingerprints[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit (fingerprints[i], " ", 2);

      if (parts[0] && parts[1] && cordon_callee_has_fingerprint (callee, parts[0], parts[1]))
        return TRUE;
    }
  return FALSE;
}
