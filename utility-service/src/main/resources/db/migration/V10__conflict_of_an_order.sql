-- Of the orders that conflict with one, the first is kept: it proves enough, and a platform cannot fill the table.
create index conflicting_order_taken_by on conflicting_order (taken_by);
