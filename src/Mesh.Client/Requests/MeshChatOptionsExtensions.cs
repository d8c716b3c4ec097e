using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Requests;

/// <summary>What a mesh can be asked for beyond <see cref="ChatOptions"/>; kept in its additional properties, so that it passes through pipelines.</summary>
public static class MeshChatOptionsExtensions
{
    internal const string MaxCost = "max_cost_usd";
    internal const string Prefer = "prefer";
    internal const string Fallbacks = "models";
    internal const string CallTimeout = "timeout";
    internal const string Resets = "accept_resets";
    internal const string Splices = "accept_splices";
    internal const string Data = "data";
    internal const string Task = "task";
    internal const string Tags = "tags";

    /// <summary>Sets the highest expected cost in USD; models that would cost more are left out.</summary>
    public static ChatOptions WithMaxCost(this ChatOptions options, decimal usd) =>
        With(options, MaxCost, usd > 0 ? usd : throw new ArgumentOutOfRangeException(nameof(usd), usd, "The highest cost must be above zero."));

    /// <summary>Sets how the model is picked, in the route's place.</summary>
    public static ChatOptions WithPreference(this ChatOptions options, MeshPreference preference) =>
        With(options, Prefer, Enum.IsDefined(preference) ? preference : throw new ArgumentOutOfRangeException(nameof(preference), preference, "No such preference."));

    /// <summary>Sets the routes, models or endpoints that are tried in this order after the first.</summary>
    public static ChatOptions WithFallbackModels(this ChatOptions options, params IReadOnlyList<string> models) => With(options, Fallbacks, models);

    /// <summary>Sets this call's time, in the place of <see cref="MeshClientOptions.Timeout"/>.</summary>
    public static ChatOptions WithTimeout(this ChatOptions options, TimeSpan timeout) =>
        With(options, CallTimeout, timeout > TimeSpan.Zero && timeout <= MeshClientOptions.LongestTimeout
            ? timeout
            : throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A timeout is above zero and at most a day."));

    /// <summary>Says what data the request holds, such as <c>private</c>: it only reaches models that may see it.</summary>
    public static ChatOptions WithData(this ChatOptions options, params IReadOnlyList<string> classes) => With(options, Data, classes);

    /// <summary>Says what class of task the request is, in the place of what the mesh reads from it.</summary>
    public static ChatOptions WithTask(this ChatOptions options, string task) => With(options, Task, task);

    /// <summary>Gives the request words of the caller's own, for the rules of its route.</summary>
    public static ChatOptions WithTags(this ChatOptions options, params IReadOnlyList<string> tags) => With(options, Tags, tags);

    /// <summary>
    /// Says that a stream's reader understands that an answer begins anew: an update with a <see cref="Answers.MeshTakeOverContent"/>
    /// voids what came before it, which <see cref="Answers.MeshUpdateExtensions.AddOrClear"/> and
    /// <see cref="Answers.MeshUpdateExtensions.ToMeshResponseAsync"/> do. For routes with <c>onInterruption: restart</c>; else the answer is interrupted.
    /// </summary>
    public static ChatOptions AcceptResets(this ChatOptions options) => With(options, Resets, true);

    /// <summary>
    /// Says that a stream's reader takes it that another endpoint of the same model goes on with the text, which an update with a
    /// <see cref="Answers.MeshTakeOverContent"/> tells. For routes with <c>onInterruption: continue</c>; else the answer is interrupted.
    /// </summary>
    public static ChatOptions AcceptSplices(this ChatOptions options) => With(options, Splices, true);

    internal static IEnumerable<V1.Signal> Signals(ChatOptions? options)
    {
        yield return V1.Signal.Progress;
        if (Says(options, Resets))
        {
            yield return V1.Signal.Reset;
        }

        if (Says(options, Splices))
        {
            yield return V1.Signal.Splice;
        }
    }

    private static bool Says(ChatOptions? options, string name) =>
        AdditionalSettings.Read<bool?>(name, options?.AdditionalProperties?.GetValueOrDefault(name), "true or false") ?? false;

    private static ChatOptions With(ChatOptions options, string name, object value)
    {
        (options.AdditionalProperties ??= [])[name] = value;
        return options;
    }
}
