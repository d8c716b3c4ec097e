using System.Text.Json;

namespace Mesh.Grains.Workers;

/// <summary>What an engine answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Server">Its name for itself in the headers; null when it gives none.</param>
/// <param name="Body">The body, valid until the next request on the same connection.</param>
/// <param name="IsWhole">False when it was longer than is read.</param>
internal sealed record EngineAnswer(int Status, string? Server, ReadOnlyMemory<byte> Body, bool IsWhole)
{
    /// <summary>Whether it is a good answer that was read to its end.</summary>
    public bool IsGood => Status is >= 200 and < 300 && IsWhole;

    /// <summary>Whether a key is asked for.</summary>
    public bool AsksForKey => Status is 401 or 403;

    /// <summary>The JSON of a good answer; null when it is none.</summary>
    public JsonElement? GoodJson => IsGood ? Json : null;

    /// <summary>The body as JSON whatever the status; null when it is none.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                return JsonElement.Parse(Body.Span);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
