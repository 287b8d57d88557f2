import { localised, type Localised } from '#kernel';

/**
 * Every code that is not a refusal of a capability: what it means and what to do next. Refusals stand in `userErrors`,
 * these in `errors[].extensions.code`, except INVALID_VALUE, which stands in both.
 */
export const errorCatalogue = {
  UNAUTHENTICATED: localised(
    '未登录，或令牌已过期。请重新取得令牌（daylight token）。',
    'Nobody is signed in, or the token is over. Get a new one (daylight token).',
  ),
  FORBIDDEN: localised(
    '此账号不能这样做，或对象不存在。请联系委员会秘书。',
    'This account may not do that, or it does not exist. Ask the committee secretary.',
  ),
  NOT_FOUND: localised(
    '此地址没有公开内容：不存在、未公开，或尚未发布。请核对地址。',
    'There is nothing public at this address: it does not exist, is not public, or is not published yet. Check the address.',
  ),
  COMMAND_REUSED: localised(
    '该命令编号已用于另一内容。新的命令请使用新的编号。',
    'The command id was used before with another input. Send a new id for a new command.',
  ),
  INVALID_VALUE: localised(
    '某个值不能使用；field 指明是哪一个。请改正后再提交。',
    'A value cannot be used; `field` says which. Correct it and send it again.',
  ),
  PAYLOAD_TOO_LARGE: localised(
    '请求超过 256 KiB，或某个值超过 64 KiB。请分几次提交。',
    'The request is over 256 KiB, or a value over 64 KiB. Send less at once.',
  ),
  QUERY_TOO_LARGE: localised(
    '查询过深、过长，或同一变更写了两次。请分成两次查询。',
    'The query is too deep or too long, or names one mutation twice. Ask in two queries.',
  ),
  PAGE_TOO_LARGE: localised(
    '一页最多 100 项。请翻页。',
    'A page has at most 100 items. Page through the rest.',
  ),
  STALE_READ: localised(
    '视图尚未追上所要求的位置。请稍后再读，或不带 atLeast。',
    'The view has not reached the position asked for. Read again in a moment, or without `atLeast`.',
  ),
  STORE_UNAVAILABLE: localised(
    '数据库没有应答。请稍候再发送同一命令，它只会生效一次。',
    'The database does not answer. Wait a moment and send the same command again; it has one effect.',
  ),
  STORE_FULL: localised(
    '数据库空间已满，没有写入任何内容。请腾出空间后再发送。',
    'The database has no room; nothing was recorded. Free space and send the command again.',
  ),
  TOO_BUSY: localised(
    '他人正在持续写入，或应答超过十秒。请再次发送同一命令。',
    'Others kept writing, or the answer took over ten seconds. Send the same command again.',
  ),
  BAD_REQUEST: localised(
    '请求不是一份合格的 JSON 文档，或缺少查询。请按提示改正。',
    'The request is not one well-formed JSON document, or has no query. Correct what the message names.',
  ),
  UNSUPPORTED_MEDIA_TYPE: localised(
    '请以 UTF-8 的 application/json 发送，不要压缩。',
    'Send application/json in UTF-8, without a content encoding.',
  ),
  GRAPHQL_PARSE_FAILED: localised(
    '查询不是合格的 GraphQL。请改正语法。',
    'The query is not well-formed GraphQL. Correct its syntax.',
  ),
  GRAPHQL_VALIDATION_FAILED: localised(
    '查询与模式不符。请对照公布的 schema.graphql。',
    'The query does not fit the schema. Compare it with the published schema.graphql.',
  ),
  BAD_USER_INPUT: localised(
    '变量的类型或游标不对。请对照模式改正。',
    'A variable has a wrong type, or a cursor is none. Compare with the schema.',
  ),
  OPERATION_RESOLUTION_FAILURE: localised(
    '请求中没有所指名的操作。请指明其中一个操作。',
    'The request has no operation of that name. Name one that it has.',
  ),
  INTERNAL_SERVER_ERROR: localised(
    '服务器内部出错，没有写入一半的内容。请把消息中的编号告诉运维人员。',
    'Something failed inside; nothing was half-written. Name the id in the message to the person who runs the server.',
  ),
} satisfies Record<string, Localised>;
