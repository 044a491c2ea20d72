#include "permissions/network.h"

#include "permissions/capture_private.h"
#include "permissions/document_private.h"

static CordonAddressMode
ceiling_of (const CordonManagedRules *rules)
{
  switch (cordon_managed_rules_get_ip_mode (rules))
    {
    case CORDON_MANAGED_IP_MODE_UNSET:
    case CORDON_MANAGED_IP_MODE_ALL: return CORDON_ADDRESSES_ALL;
    case CORDON_MANAGED_IP_MODE_DEFAULT_ROUTE_AND_PRIVATE: return CORDON_ADDRESSES_DEFAULT_ROUTE;
    case CORDON_MANAGED_IP_MODE_DEFAULT_ROUTE: return CORDON_ADDRESSES_DEFAULT_PUBLIC;
    case CORDON_MANAGED_IP_MODE_PROXY_ONLY: return CORDON_ADDRESSES_PROXY;
    }
  return CORDON_ADDRESSES_PROXY;
}

typedef struct
{
  guint64 document_id;
  const CordonCallee *target;
  CordonNetworkLimits *limits;
} Search;

/* A screen or a loudspeaker says nothing about where its user sits; a camera or microphone that runs does. */
static void
note_device (CordonCapture *capture, gpointer data)
{
  const Search *search = data;
  const CordonCallee *callee = capture->obligations.callee;

  if (capture->state != CORDON_CAPTURE_STARTED || capture->document->id != search->document_id
      || (capture->feature != CORDON_FEATURE_CAMERA && capture->feature != CORDON_FEATURE_MICROPHONE))
    return;
  if (!callee)
    search->limits->device_live = TRUE;
  else if (search->target && cordon_callee_equal (callee, search->target))
    search->limits->callee_live = TRUE;
}

void
cordon_profile_get_network_limits (CordonProfile *profile, const CordonDocument *document,
                                   const CordonCallee *target, CordonNetworkLimits *out_limits)
{
  const CordonManagedPolicy *managed;
  Search search = { .target = target, .limits = out_limits };

  g_return_if_fail (out_limits != NULL);
  *out_limits = (CordonNetworkLimits){ 0 };
  g_return_if_fail (profile != NULL && profile->thread == g_thread_self () && document != NULL);

  managed = cordon_profile_get_managed_policy (profile);
  if (!managed || cordon_document_is_gone (document))
    return;
  out_limits->ceiling = ceiling_of (cordon_managed_policy_get_rules (managed));
  out_limits->data_channels = !cordon_managed_rules_refuses_data_channels (
    cordon_managed_policy_get_rules (managed));
  out_limits->is_private = profile->is_memory || document->facts.private_session != CORDON_FACT_NO;
  search.document_id = document->id;
  cordon_captures_foreach (profile, note_device, &search);
}
