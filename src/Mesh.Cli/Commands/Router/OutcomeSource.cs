using System.Text.Json;
using System.Text.Json.Serialization;
using Grpc.Core;
using Mesh.Cli.Failures;
using Mesh.Client;
using Mesh.Routing.Outcomes;
using Mesh.Training.Recorded;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Router;

/// <summary>Reads recorded outcomes from the mesh or from files.</summary>
internal static class OutcomeSource
{
    /// <summary>Outcomes that are trained from at most: the newest.</summary>
    public const int Most = 50_000;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>All that the mesh has, the oldest first.</summary>
    public static async IAsyncEnumerable<OutcomeLine> OfMeshAsync(MeshAdminConnection admin, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = admin.Router.ExportOutcomes(new V1.ExportOutcomesRequest(), cancellationToken: cancellationToken);
        await foreach (var page in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            foreach (var o in page.Outcomes)
            {
                yield return new OutcomeLine(o.RecordTime.ToDateTimeOffset(), o.Model, o.Quality, o.Task, o.HasCostUsd ? o.CostUsd : null, o.HasSeconds ? o.Seconds : null, o.Prompt.ToByteArray(), o.Cascade is { } c ? CascadeLine.Of(c) : null);
            }
        }
    }

    /// <summary>The lines of a file.</summary>
    /// <exception cref="CommandFailure">It cannot be read, or a line is no outcome.</exception>
    public static async IAsyncEnumerable<OutcomeLine> OfFileAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = Open(path);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (line.Length > 0)
            {
                yield return Parse(path, number, line);
            }
        }
    }

    /// <summary>A line of a file.</summary>
    public static string Line(OutcomeLine outcome) => JsonSerializer.Serialize(outcome, s_json);

    /// <summary>As a router's training takes them: the newest <see cref="Most"/>, without those that a cascade gave.</summary>
    /// <exception cref="CommandFailure">A prompt is damaged or of another version.</exception>
    public static async Task<List<JudgedPrompt>> JudgedAsync(IAsyncEnumerable<OutcomeLine> lines)
    {
        var newest = new Queue<OutcomeLine>();
        await foreach (var line in lines.Where(l => l.Cascade is null))
        {
            newest.Enqueue(line);
            if (newest.Count > Most)
            {
                newest.Dequeue();
            }
        }

        return [.. newest.Select(Judged)];
    }

    private static JudgedPrompt Judged(OutcomeLine line)
    {
        try
        {
            return new JudgedPrompt(PackedPrompt.Unpack(line.Prompt), string.IsNullOrEmpty(line.Task) ? null : line.Task, line.Model, (float)Math.Clamp(line.Quality, 0, 1));
        }
        catch (FormatException e)
        {
            throw new CommandFailure($"An outcome of {line.Model} at {line.At:u} cannot be read: {e.Message}.");
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"'{path}' cannot be read: {e.Message}");
        }
    }

    private static OutcomeLine Parse(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<OutcomeLine>(line, s_json) is { Model: not null, Prompt: not null } outcome ? outcome : throw new JsonException("'model' or 'prompt' is missing");
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"{path}:{number} is no outcome: {e.Message}", "Write files with 'mesh router outcomes FILE'.");
        }
    }
}
