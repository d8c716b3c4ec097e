using System.Text;
using System.Text.Json;

namespace Mesh.Testing.Wire;

/// <summary>A request as it came over the socket.</summary>
public sealed class WireRequest
{
    /// <summary>Reads what answers depend on.</summary>
    public WireRequest(string method, string path, byte[] body, bool close)
    {
        (Method, Path, Body, Close) = (method, path, body, close);
        Model = "";
        if (body.Length > 0)
        {
            Scan();
        }
    }

    /// <summary>Method.</summary>
    public string Method { get; }

    /// <summary>Path.</summary>
    public string Path { get; }

    /// <summary>Body.</summary>
    public byte[] Body { get; }

    /// <summary>Whether the connection is to end with the answer.</summary>
    public bool Close { get; }

    /// <summary>The model that is asked for; empty when none is named.</summary>
    public string Model { get; private set; }

    /// <summary>Whether a stream is asked for.</summary>
    public bool Streaming { get; private set; }

    /// <summary>Whether a stream is to end with a count of tokens.</summary>
    public bool UsageWanted { get; private set; }

    // One pass without a tree: load tests send thousands of these a second.
    private void Scan()
    {
        try
        {
            var json = new Utf8JsonReader(Body);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth > 2)
                {
                    continue;
                }

                if (json.CurrentDepth == 2)
                {
                    UsageWanted |= json.ValueTextEquals("include_usage"u8) && json.Read() && json.TokenType == JsonTokenType.True;
                }
                else if (json.ValueTextEquals("stream"u8))
                {
                    Streaming = json.Read() && json.TokenType == JsonTokenType.True;
                }
                else if (json.ValueTextEquals("model"u8))
                {
                    Model = json.Read() && json.TokenType == JsonTokenType.String ? json.GetString()! : "";
                }
                else if (!json.ValueTextEquals("stream_options"u8))
                {
                    json.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // What is no JSON asks for no model.
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path} {Encoding.UTF8.GetString(Body)}";
}
