using System.Text.Json;
using Mesh.Contracts.Catalog;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>What one pass over a message finds; roles and shapes are the upstream's to judge.</summary>
internal ref struct OpenAIMessageScan(int index, bool vendorObjects)
{
    /// <summary>Bytes of text: a token is at least one of them. Data of images, files and sound is not text.</summary>
    public long TextBytes { get; private set; }

    /// <summary>What its parts need.</summary>
    public ModelCapabilities Needs { get; private set; }

    /// <summary>What it holds that some upstreams need written otherwise.</summary>
    public BodyTraits Traits { get; private set; }

    /// <summary>Reads it; the reader stands on its first token, and on its last afterwards.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw OpenAIChatScan.Invalid("invalid_value", $"'messages[{index}]' must be an object with 'role' and 'content'.", $"messages[{index}]");
        }

        var depth = reader.CurrentDepth;
        var property = Property.Other;
        var inAudio = false;
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth))
        {
            var top = reader.CurrentDepth == depth + 1;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                property = Name(ref reader, top);
                inAudio = top ? property == Property.Audio : inAudio;
                if (inAudio && !top && reader.ValueTextEquals("id"u8))
                {
                    Refuse("audio.id");
                }
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                Value(ref reader, property, top);
            }
        }
    }

    private Property Name(ref Utf8JsonReader reader, bool top)
    {
        if (VendorFields.IsRefusedInMessage(ref reader))
        {
            Refuse(reader.GetString()!);
        }

        if (top)
        {
            return reader.ValueTextEquals("role"u8) ? Property.Role
                : reader.ValueTextEquals("name"u8) ? Property.Name
                : reader.ValueTextEquals("audio"u8) ? Property.Audio
                : Property.Other;
        }

        if (reader.ValueTextEquals("image_url"u8))
        {
            Needs |= ModelCapabilities.ImageIn;
            return Property.Media;
        }

        if (reader.ValueTextEquals("input_audio"u8))
        {
            Needs |= ModelCapabilities.AudioIn;
        }
        else if (reader.ValueTextEquals("file"u8))
        {
            Needs |= ModelCapabilities.FileIn;
        }

        return reader.ValueTextEquals("url"u8) || reader.ValueTextEquals("file_data"u8) || EndsWithUrl(ref reader) ? Property.Media
            : reader.ValueTextEquals("data"u8) ? Property.Data
            : Property.Other;
    }

    private void Value(ref Utf8JsonReader reader, Property property, bool top)
    {
        switch (property)
        {
            case Property.Role when top:
                Traits |= reader.ValueTextEquals("developer"u8) ? BodyTraits.DeveloperRole : BodyTraits.None;
                break;
            case Property.Name when top:
                Traits |= BodyTraits.MessageName;
                break;
            case Property.Media:
                Traits |= IsRemote(ref reader) ? BodyTraits.RemoteMedia : BodyTraits.None;
                break;
            case Property.Data:
                break;
            default:
                TextBytes += reader.ValueSpan.Length;
                break;
        }
    }

    private static bool EndsWithUrl(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? reader.GetString()!.EndsWith("_url", StringComparison.Ordinal) : reader.ValueSpan.EndsWith("_url"u8);

    // Data can be megabytes: it is told by its first letters and never read.
    private static bool IsRemote(ref Utf8JsonReader reader) => !reader.ValueSpan.StartsWith("data:"u8) && reader.ValueSpan.Length < 64 * 1024 && MediaUrls.IsRemote(reader.GetString()!);

    private readonly void Refuse(string name)
    {
        if (!vendorObjects)
        {
            throw VendorFields.Refused($"messages[{index}].{name}");
        }
    }

    private enum Property
    {
        Other,
        Role,
        Name,
        Audio,
        Media,
        Data,
    }
}
