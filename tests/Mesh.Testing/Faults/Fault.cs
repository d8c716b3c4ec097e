namespace Mesh.Testing.Faults;

/// <summary>The closed list of ways in which a fake upstream misbehaves; docs/faults.md tells what comes of each.</summary>
public enum Fault
{
    /// <summary>None: a whole answer.</summary>
    None,

    /// <summary>401: the mesh's key is not known.</summary>
    Status401,

    /// <summary>403: the mesh's key may not.</summary>
    Status403,

    /// <summary>429 without a word about when.</summary>
    Status429,

    /// <summary>429 with <c>retry-after</c>.</summary>
    Status429RetryAfter,

    /// <summary>500.</summary>
    Status500,

    /// <summary>503 without a word about when.</summary>
    Status503,

    /// <summary>503 with <c>retry-after</c>.</summary>
    Status503RetryAfter,

    /// <summary>Nobody listens. Played by closing the listener, not by an answer.</summary>
    Refused,

    /// <summary>A certificate of an authority that nobody knows. Played by the listener.</summary>
    UntrustedCertificate,

    /// <summary>A certificate whose time is over. Played by the listener.</summary>
    ExpiredCertificate,

    /// <summary>The connection is reset once the request is read.</summary>
    ResetBeforeHeaders,

    /// <summary>The connection is reset in the middle of the response's headers.</summary>
    ResetInHeaders,

    /// <summary>The connection is reset after some frames, or in the middle of a whole body.</summary>
    ResetAfterFrames,

    /// <summary>A stream ends in order with its finish reason, yet without <c>[DONE]</c>; a whole body ends before its <c>content-length</c>.</summary>
    EndWithoutMarker,

    /// <summary>A stream ends in order without finish reason and <c>[DONE]</c>; a whole body ends before its last chunk.</summary>
    EndWithoutFinish,

    /// <summary>Status 200 and not a byte more.</summary>
    Empty,

    /// <summary>The request is read and nothing comes.</summary>
    SilentBeforeHeaders,

    /// <summary>Headers come and nothing more.</summary>
    SilentAfterHeaders,

    /// <summary>Some frames, or half a body, and nothing more.</summary>
    SilentBetweenFrames,

    /// <summary>Characters are cut between writes.</summary>
    SplitCharacters,

    /// <summary>Lines end by LF, CR LF and CR in turn.</summary>
    MixedLineEnds,

    /// <summary>No blank after <c>data:</c>.</summary>
    NoSpace,

    /// <summary>A byte order mark before the first byte.</summary>
    ByteOrderMark,

    /// <summary>Thousands of signs of life between the frames, or blank lines before a whole body.</summary>
    CommentFlood,

    /// <summary>The JSON of an event stands on two data lines; a whole body is laid out over lines.</summary>
    SplitData,

    /// <summary><c>[DONE]</c> twice.</summary>
    DoubleDone,

    /// <summary>An event after <c>[DONE]</c>.</summary>
    DataAfterDone,

    /// <summary>The first event, or the body, is no JSON.</summary>
    DataWithoutJson,

    /// <summary>An event after some frames is no JSON.</summary>
    LateDataWithoutJson,

    /// <summary>The JSON of the first event, or of the body, breaks off.</summary>
    MalformedJson,

    /// <summary>An error object under a status of 200, before anything else.</summary>
    ErrorObject,

    /// <summary>An error in the other shape (<c>event: error</c>, <c>object: error</c>) under a status of 200, before anything else.</summary>
    ErrorEvent,

    /// <summary>An error object after some frames.</summary>
    LateErrorObject,

    /// <summary>An <c>event: error</c> after some frames.</summary>
    LateErrorEvent,

    /// <summary>The answer never ends.</summary>
    Endless,

    /// <summary>Very many deltas of one byte.</summary>
    ManyDeltas,

    /// <summary>One delta of a megabyte.</summary>
    MegabyteDelta,

    /// <summary>One byte at a time.</summary>
    SlowDrip,

    /// <summary>A line, or a body, beyond every bound.</summary>
    HugeLine,

    /// <summary>A page.</summary>
    HtmlPage,

    /// <summary>The right answer as <c>text/plain</c>.</summary>
    PlainText,

    /// <summary>The right answer without a content type.</summary>
    NoContentType,

    /// <summary>No count of tokens.</summary>
    UsageMissing,

    /// <summary>Counts below zero.</summary>
    UsageNegative,

    /// <summary>Counts of a million millions.</summary>
    UsageHuge,

    /// <summary>Counts as text.</summary>
    UsageAsText,

    /// <summary>A wrong count first, the right one after it.</summary>
    UsageTwice,

    /// <summary>A total below its parts.</summary>
    UsageContradicting,

    /// <summary>A thousand times what was said.</summary>
    UsageInflated,
}
