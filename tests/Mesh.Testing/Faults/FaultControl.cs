using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Testing.Wire;

namespace Mesh.Testing.Faults;

/// <summary>
/// Changes a fake upstream from outside. The body of a <c>POST /control</c> is an object of any of: <c>faults</c> (shares of faults
/// by name, by model or <c>*</c>; an empty object takes a model's away), <c>seed</c> of their drawing, <c>slow</c> (how many times longer
/// waits take), <c>pauseSeconds</c> (accepts and says nothing for so long), <c>closeSeconds</c> (refuses connections for so long),
/// <c>clear</c> (counts begin again). The answer, as that of a <c>GET</c>, is the counts.
/// </summary>
internal sealed class FaultControl(FaultyUpstream upstream, TimeProvider time)
{
    private static readonly TimeSpan s_beforeClosing = TimeSpan.FromMilliseconds(50);

    public JsonObject Handle(WireRequest request)
    {
        try
        {
            if (request.Method == "POST")
            {
                Apply(JsonNode.Parse(request.Body)!.AsObject());
            }

            var counts = upstream.Counts.ToJson();
            counts["connections"] = upstream.Server.Connections;
            return counts;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or NullReferenceException or FormatException)
        {
            return new JsonObject { ["error"] = e.Message };
        }
    }

    private void Apply(JsonObject wish)
    {
        var seed = wish["seed"]?.GetValue<int>() ?? 1;
        foreach (var (model, shares) in wish["faults"]?.AsObject() ?? [])
        {
            upstream.Faults[model] = new FaultMix(shares!.AsObject().ToDictionary(s => Named(s.Key), s => s.Value!.GetValue<double>()), seed);
        }

        if (wish["clear"]?.GetValue<bool>() == true)
        {
            upstream.Counts.Clear();
        }

        if (wish["slow"]?.GetValue<double>() is { } slow)
        {
            upstream.Server.Slow = slow;
        }

        if (wish["pauseSeconds"]?.GetValue<double>() is { } pause)
        {
            upstream.Pause();
            After(TimeSpan.FromSeconds(pause), upstream.Resume);
        }

        if (wish["closeSeconds"]?.GetValue<double>() is { } close)
        {
            // The answer to this wish still has to leave.
            After(s_beforeClosing, upstream.Server.Close);
            After(s_beforeClosing + TimeSpan.FromSeconds(close), upstream.Server.Open);
        }
    }

    private static Fault Named(string name) => FaultNames.Find(name) ?? throw new ArgumentException($"'{name}' is no fault");

    private void After(TimeSpan wait, Action act) => _ = Task.Delay(wait, time).ContinueWith(_ => act(), TaskScheduler.Default);
}
