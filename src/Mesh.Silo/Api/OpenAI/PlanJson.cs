using System.Buffers;
using System.Text.Json;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Providers.OpenAI.Answers;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>Tells callers that understand it what the nodes of a plan did.</summary>
internal static class PlanJson
{
    /// <summary>A whole answer with the field <c>mesh</c> at its end.</summary>
    /// <param name="body">One JSON object.</param>
    /// <param name="plan">The plan; null where it is not told.</param>
    /// <param name="review">The handle that stands in the place of an answer; null where there is one.</param>
    public static ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> body, NodeReport? plan, ReviewHandle? review)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Length + 1024);
        buffer.Write(body.Span[..body.Span.LastIndexOf((byte)'}')]);
        buffer.Write(",\"mesh\":"u8);
        Write(buffer, plan, review);
        buffer.Write("}"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>The event <c>mesh.plan</c>, before a stream's end.</summary>
    public static ReadOnlyMemory<byte> Event(NodeReport plan)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        buffer.Write("event: mesh.plan\ndata: "u8);
        Write(buffer, plan, null);
        buffer.Write("\n\n"u8);
        return buffer.WrittenMemory;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, NodeReport? plan, ReviewHandle? review)
    {
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (plan is not null)
        {
            json.WritePropertyName("plan");
            Node(json, plan);
        }

        if (review is not null)
        {
            OpenAIReview.Write(json, review);
        }

        json.WriteEndObject();
    }

    private static void Node(Utf8JsonWriter json, NodeReport node)
    {
        json.WriteStartObject();
        json.WriteString("kind", node.Kind);
        Said(json, "place", node.Place);
        Said(json, "label", node.Label);
        json.WriteString("state", node.State.ToString().ToLowerInvariant());
        Said(json, "model", node.Model);
        Said(json, "endpoint", node.Endpoint);
        Said(json, "decision_id", node.DecisionId);
        json.WriteNumber("input_tokens", node.Usage.Input);
        json.WriteNumber("output_tokens", node.Usage.Output);
        json.WriteNumber("cost_usd", node.CostUsd);
        json.WriteBoolean("cost_estimated", node.CostEstimated);
        json.WriteNumber("began_seconds", node.Began.TotalSeconds);
        json.WriteNumber("took_seconds", node.Took.TotalSeconds);
        if (node.Confidence is { } sure)
        {
            json.WriteNumber("confidence", sure);
        }

        Said(json, "note", node.Note);
        Said(json, "error", node.Error);
        json.WriteBoolean("used", node.Used);
        if (node.Review is { } review)
        {
            Review(json, review);
        }

        json.WriteStartArray("nodes");
        foreach (var under in node.Nodes)
        {
            Node(json, under);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Review(Utf8JsonWriter json, ReviewNote review)
    {
        json.WriteStartObject("review");
        json.WriteString("id", review.Id);
        json.WriteString("queue", review.Queue);
        json.WriteString("state", review.State.ToString().ToLowerInvariant());
        if (review.Took is { } took)
        {
            json.WriteNumber("took_seconds", took.TotalSeconds);
        }

        if (review.Distance is { } distance)
        {
            json.WriteNumber("distance", distance);
        }

        json.WriteEndObject();
    }

    private static void Said(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(name, text);
        }
    }
}
