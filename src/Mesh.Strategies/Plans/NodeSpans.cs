using System.Diagnostics;
using Mesh.Contracts.Plans;

namespace Mesh.Strategies.Plans;

/// <summary>The spans of a plan's nodes, between the request's and those of the attempts under them. Labels and notes stay out: only closed names stand in them.</summary>
internal static class NodeSpans
{
    private static readonly ActivitySource s_source = new("MeshSilo");

    /// <summary>A node begins; null when nobody records it. It is current nowhere until it is entered.</summary>
    /// <param name="kind">The word for it in a catalogue.</param>
    /// <param name="place">Its place under its parent.</param>
    /// <param name="parent">Its parent's span; null for the root of a plan.</param>
    public static Activity? Begin(string kind, string place, Activity? parent)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        var current = Activity.Current;
        var span = s_source.StartActivity($"meshsilo.node {kind}", ActivityKind.Internal, (parent ?? current)?.Context ?? default);
        Activity.Current = current;
        span?.SetTag("meshsilo.node.kind", kind);
        span?.SetTag("meshsilo.node.place", place);
        return span;
    }

    /// <summary>What is begun from here on, in this method and what it calls, stands under the node.</summary>
    public static void Enter(Activity? span)
    {
        if (span is not null)
        {
            Activity.Current = span;
        }
    }

    /// <summary>A node has ended.</summary>
    public static void End(Activity? span, NodeState state, string? error)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("meshsilo.node.state", NameOf(state));
        if (state == NodeState.Failed)
        {
            span.SetTag("error.type", error ?? "internal");
            span.SetStatus(ActivityStatusCode.Error, error);
        }

        // Whoever ends it may stand under another span, which stays.
        var current = Activity.Current;
        span.Stop();
        if (!ReferenceEquals(current, span))
        {
            Activity.Current = current;
        }
    }

    private static string NameOf(NodeState state) => state switch
    {
        NodeState.Done => "done",
        NodeState.Failed => "failed",
        NodeState.Cancelled => "cancelled",
        NodeState.Skipped => "skipped",
        NodeState.Waiting => "waiting",
        _ => "running",
    };
}
