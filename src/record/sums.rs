//! Reading a record.
