/* c-blosc asks this header only whether the system has thread barriers. It has not. */
