import type { Sort } from './columns.ts';

/** What of a table stands in the URL, so that a reload and a link show the same. */
export interface TableQuery {
  readonly sort: Sort | undefined;
  readonly filter: string;
  /** Ids of the columns shown; undefined: the usual ones. */
  readonly columns: readonly string[] | undefined;
}

/** The part of `URLSearchParams` that is read: the router's own cannot be changed. */
type Search = Pick<URLSearchParams, 'get' | 'toString'>;

/** Reads the state of table `key`: `?bots.sort=-pnl&bots.filter=btc&bots.columns=name,pnl`. */
export function readQuery(search: Search, key: string): TableQuery {
  const sort = search.get(`${key}.sort`);
  const columns = search.get(`${key}.columns`);
  return {
    sort: sort ? { column: sort.replace(/^-/, ''), descending: sort.startsWith('-') } : undefined,
    filter: search.get(`${key}.filter`) ?? '',
    columns: columns === null ? undefined : columns.split(',').filter(Boolean),
  };
}

/** The search with a table's state put in; what else it holds stays. */
export function writeQuery(search: Search, key: string, query: TableQuery): URLSearchParams {
  const next = new URLSearchParams(search.toString());
  const put = (name: string, value: string): void => {
    if (value === '') next.delete(`${key}.${name}`);
    else next.set(`${key}.${name}`, value);
  };
  put('sort', query.sort === undefined ? '' : `${query.sort.descending ? '-' : ''}${query.sort.column}`);
  put('filter', query.filter);
  put('columns', query.columns?.join(',') ?? '');
  return next;
}

/** Pressing a header: up, down, then as it came. */
export function nextSort(sort: Sort | undefined, column: string): Sort | undefined {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}
