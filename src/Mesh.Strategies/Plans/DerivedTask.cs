using Mesh.Contracts.Chat;
using Mesh.Routing.Signals;

namespace Mesh.Strategies.Plans;

/// <summary>What a plan asks of a model in its own words, on behalf of a request.</summary>
public static class DerivedTask
{
    /// <summary>The same request without the bytes in which it came: settings and records may differ from here on.</summary>
    /// <param name="task">The request.</param>
    /// <param name="streaming">Whether the answer is wanted in pieces.</param>
    public static ChatTask Again(ChatTask task, bool streaming) => new(task.Query with { Fallbacks = [] }, () => task.Request, streaming) { Caller = task.Caller, GoesOn = task.GoesOn, Prompt = task.Prompt, Found = task.Found };

    /// <summary>Another request on behalf of it: its caller, its class of work and its data classes hold, whatever is asked.</summary>
    /// <param name="task">The request.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="streaming">Whether the answer is wanted in pieces.</param>
    public static ChatTask Of(ChatTask task, ChatRequest request, bool streaming)
    {
        var (bytes, needs) = (RequestNeeds.TextBytes(request), RequestNeeds.Of(request));
        return new ChatTask(
            task.Query with { Fallbacks = [], Needs = needs, InputTokensAtMost = bytes, InputTokensExpected = RequestNeeds.Expected(bytes), InputTokensNeeded = null, MaxOutputTokens = request.Settings.MaxOutputTokens, Affinity = null, Prefix = [], Signals = null },
            request,
            streaming)
        {
            Caller = task.Caller,
            Found = task.Found,
        };
    }
}
