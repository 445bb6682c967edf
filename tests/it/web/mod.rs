//! Pages: the road of an authorization, forms and cookies, what an attacker meets.

mod road;
