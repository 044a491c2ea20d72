#include "permissions/device_use_private.h"

#include "permissions/call_private.h"
#include "permissions/capture_private.h"

typedef struct
{
  CordonFeature feature;
  char *device;        /* NULL: the default one */
  gint64 idle_mono_us; /* since when nobody uses it; 0: somebody does */
  gboolean released;
} DeviceUse;

struct _CordonDeviceUses
{
  CordonCapturer capturer;
  GPtrArray *list; /* DeviceUse */
};

static void
use_free (gpointer data)
{
  g_free (((DeviceUse *) data)->device);
  g_free (data);
}

CordonDeviceUses *
cordon_device_uses_new (void)
{
  CordonDeviceUses *devices = g_new0 (CordonDeviceUses, 1);

  devices->list = g_ptr_array_new_with_free_func (use_free);

  return devices;
}

void
cordon_device_uses_free (CordonDeviceUses *devices)
{
  if (devices == NULL)
    return;

  g_ptr_array_unref (devices->list);
  g_free (devices);
}

void
cordon_profile_set_capturer (CordonProfile *profile, const CordonCapturer *capturer)
{
  g_return_if_fail (profile != NULL);

  profile->devices->capturer = capturer != NULL ? *capturer : (CordonCapturer){ 0 };
}

static gboolean
is_device (CordonFeature feature)
{
  return feature == CORDON_FEATURE_CAMERA || feature == CORDON_FEATURE_MICROPHONE;
}

static DeviceUse *
find (const CordonProfile *profile, CordonFeature feature, const char *device)
{
  for (guint i = 0; i < profile->devices->list->len; i++)
    {
      DeviceUse *use = profile->devices->list->pdata[i];

      if (use->feature == feature && g_strcmp0 (use->device, device) == 0)
        return use;
    }

  return NULL;
}

typedef struct
{
  CordonFeature feature;
  const char *device;
  guint n_using;
  guint n_holding;
} Tally;

/* Every page counts, whoever it is. */
static void
tally (CordonCapture *capture, gpointer data)
{
  Tally *found = data;

  if (capture->feature != found->feature || g_strcmp0 (capture->device, found->device) != 0
      || capture->state != CORDON_CAPTURE_STARTED)
    return;
  found->n_holding++;
  if (!capture->muted && !capture->waits_for_view)
    found->n_using++;
}

void
cordon_devices_update (CordonProfile *profile, CordonFeature feature, const char *device)
{
  Tally found = { .feature = feature, .device = device };
  DeviceUse *use = find (profile, feature, device);

  if (!is_device (feature))
    return;
  cordon_captures_foreach (profile, tally, &found);
  if (use == NULL && found.n_holding > 0)
    {
      use = g_new0 (DeviceUse, 1);
      use->feature = feature;
      use->device = g_strdup (device);
      g_ptr_array_add (profile->devices->list, use);
    }
  if (use == NULL)
    return;

  if (found.n_using > 0)
    use->idle_mono_us = 0;
  else if (use->idle_mono_us == 0)
    use->idle_mono_us = cordon_profile_now (profile).mono_us;
  cordon_profile_wake (profile);
}

void
cordon_capture_resume (CordonCapture *capture)
{
  CordonProfile *profile = capture->profile;
  const CordonCapturer *capturer = &profile->devices->capturer;
  DeviceUse *use = find (profile, capture->feature, capture->device);

  if (use == NULL || !use->released || capture->muted)
    return;
  if (capture->document->visible != CORDON_FACT_YES)
    {
      capture->waits_for_view = TRUE;
      return;
    }

  use->released = FALSE;
  use->idle_mono_us = 0;
  if (capturer->reacquire != NULL && !capturer->reacquire (capturer->data, capture->feature, capture->device))
    {
      cordon_captures_stop_matching (profile, &(CordonCaptureMatch){ .capture_id = capture->id });
      cordon_calls_settle (profile, CORDON_CALL_END_PAGE);
    }
}

void
cordon_devices_tick (CordonProfile *profile, CordonTime now)
{
  const CordonCapturer *capturer = &profile->devices->capturer;

  for (guint i = profile->devices->list->len; i > 0; i--)
    {
      DeviceUse *use = profile->devices->list->pdata[i - 1];
      Tally found = { .feature = use->feature, .device = use->device };
      gboolean due = use->idle_mono_us != 0 && use->idle_mono_us + CORDON_DEVICE_RELEASE_US <= now.mono_us;

      if (due && !use->released)
        {
          use->released = TRUE;
          if (capturer->release != NULL)
            capturer->release (capturer->data, use->feature, use->device);
        }
      cordon_captures_foreach (profile, tally, &found);
      if (use->released && found.n_holding == 0)
        g_ptr_array_remove_index (profile->devices->list, i - 1);
    }
}

gint64
cordon_devices_get_next_due (const CordonProfile *profile)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < profile->devices->list->len; i++)
    {
      const DeviceUse *use = profile->devices->list->pdata[i];

      if (use->idle_mono_us != 0 && !use->released)
        next = MIN (next, use->idle_mono_us + CORDON_DEVICE_RELEASE_US);
    }

  return next;
}
