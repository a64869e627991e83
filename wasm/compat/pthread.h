/* c-blosc names threads even where it works on one: these stand in, and no path of the kernel reaches them. */
#ifndef KERNEL_PTHREAD_H
#define KERNEL_PTHREAD_H

/* The C library defines the types here, with or without threads. */
#include <sys/types.h>

#define PTHREAD_CREATE_JOINABLE 0

#define pthread_mutex_init(mutex, attributes) ((void)(mutex))
#define pthread_mutex_destroy(mutex) ((void)(mutex))
#define pthread_mutex_lock(mutex) ((void)(mutex))
#define pthread_mutex_unlock(mutex) ((void)(mutex))
#define pthread_cond_init(condition, attributes) ((void)(condition))
#define pthread_cond_destroy(condition) ((void)(condition))
#define pthread_cond_wait(condition, mutex) ((void)(condition))
#define pthread_cond_broadcast(condition) ((void)(condition))
#define pthread_attr_init(attributes) ((void)(attributes))
#define pthread_attr_destroy(attributes) ((void)(attributes))
#define pthread_attr_setdetachstate(attributes, state) ((void)(attributes))
#define pthread_create(thread, attributes, start, argument) ((void)(start), -1)
#define pthread_join(thread, status) (*(status) = (void *)0, 0)
#define pthread_atfork(prepare, parent, child) ((void)(child))

#endif
