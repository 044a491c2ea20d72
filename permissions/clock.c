#include "permissions/clock.h"

CordonTime
cordon_clock_now (const CordonClock *clock)
{
  if (clock && clock->now)
    return clock->now (clock->data);

  return (CordonTime){ .wall_us = g_get_real_time (), .mono_us = g_get_monotonic_time () };
}
