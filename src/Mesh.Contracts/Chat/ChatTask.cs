using Mesh.Contracts.Access;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;

namespace Mesh.Contracts.Chat;

/// <summary>One chat on its way through a silo: what the router needs, and the content in the form in which it came.</summary>
public sealed class ChatTask
{
    private readonly Lazy<ChatRequest> _request;

    /// <summary>A chat that came as records.</summary>
    public ChatTask(RouteQuery query, ChatRequest request, bool streaming)
        : this(query, () => request, streaming)
    {
    }

    /// <summary>A chat that came in a dialect; <paramref name="read"/> runs only if somebody needs the records.</summary>
    public ChatTask(RouteQuery query, Func<ChatRequest> read, bool streaming, NativeBody? native = null)
    {
        Query = query;
        Streaming = streaming;
        Native = native;
        _request = new Lazy<ChatRequest>(read);
    }

    private ChatTask(ChatTask task, RouteQuery query)
    {
        (Query, Streaming, Native, _request) = (query, task.Streaming, task.Native, task._request);
        (UsageWanted, Accepts, GoesOn, Prompt) = (task.UsageWanted, task.Accepts, task.GoesOn, task.Prompt);
        (Caller, CacheUse, Plan, Watch, Found) = (task.Caller, task.CacheUse, task.Plan, task.Watch, task.Found);
    }

    /// <summary>What the router needs to know.</summary>
    public RouteQuery Query { get; }

    /// <summary>Whether the answer is wanted in pieces.</summary>
    public bool Streaming { get; }

    /// <summary>The caller's own body; null when it came as records.</summary>
    public NativeBody? Native { get; }

    /// <summary>Whether the caller itself asked for the token count in its stream.</summary>
    public bool UsageWanted { get; init; } = true;

    /// <summary>What the caller of a stream understands beside plain content.</summary>
    public CallerSignals Accepts { get; init; }

    /// <summary>Who asks; null for the mesh itself, and for a turn of a conversation: their answers are neither kept nor shared.</summary>
    public CallerIdentity? Caller { get; init; }

    /// <summary>What the caller does not want of a cache.</summary>
    public CacheUse CacheUse { get; init; }

    /// <summary>The plan that the caller sent along, in place of the route's; null for none.</summary>
    public NodeEntry? Plan { get; init; }

    /// <summary>Sees the plan while it runs; null for nobody.</summary>
    public IPlanWatch? Watch { get; init; }

    /// <summary>What was found in the content that models of its plan were shown; null outside of plans.</summary>
    public FoundClasses? Found { get; init; }

    /// <summary>Whether the last message is the beginning of the answer itself, to be gone on with.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Makes the content for the model that answers, which is known only once the router has chosen; null where it is the same for every model.</summary>
    public IModelPrompt? Prompt { get; init; }

    /// <summary>The content as records; where there is a <see cref="Prompt"/>, what of it is the same for every model.</summary>
    /// <exception cref="Errors.MeshException">The native body cannot be read (invalid_request).</exception>
    public ChatRequest Request => _request.Value;

    /// <summary>The same of a caller that understands other signals.</summary>
    public ChatTask Accepting(CallerSignals accepts) => new(this, Query) { Accepts = accepts };

    /// <summary>The same of a caller that wants something else of a cache.</summary>
    public ChatTask Reusing(CacheUse use) => new(this, Query) { CacheUse = use };

    /// <summary>The same content with another query.</summary>
    public ChatTask Asking(RouteQuery query) => new(this, query);

    /// <summary>The same content with another query, inside a plan.</summary>
    public ChatTask Asking(RouteQuery query, FoundClasses found) => new(this, query) { Found = found };
}
