using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one provider.</summary>
internal static class ProviderReader
{
    public static ProviderEntry Read(string name, Section section)
    {
        var kind = Kind(section);
        var preset = section.Text("preset") ?? section.Text("engine");
        if (preset is not null && !Vocabulary.PresetUrls.ContainsKey(preset))
        {
            section.Wrong(section.Has("preset") ? "preset" : "engine", $"'{preset}' is not a known preset.", Nearest.Mend(preset, Vocabulary.PresetUrls.Keys));
        }

        var provider = new ProviderEntry
        {
            Name = name,
            Kind = kind,
            Preset = preset,
            BaseUrl = Url(section, kind, preset),
            ApiKey = Secret(section),
            Local = section.Flag("local") ?? false,
            Headers = Headers(section),
            ConnectTimeout = section.Duration("connectTimeout", TimeSpan.FromMinutes(5)) ?? TimeSpan.FromSeconds(5),
        };
        section.Finish();
        return provider;
    }

    private static ProviderKind Kind(Section section)
    {
        if (!section.Has("kind"))
        {
            section.Wrong("kind", "is missing.", $"Write one of: {string.Join(", ", Vocabulary.Kinds.Keys)}.");
            return ProviderKind.OpenAICompatible;
        }

        if (section.Text("kind") is { } text && Vocabulary.KindsToCome.Contains(text))
        {
            section.Wrong("kind", $"'{text}' is not built yet.", $"Built are: {string.Join(", ", Vocabulary.Kinds.Keys)}.");
            return ProviderKind.OpenAICompatible;
        }

        return section.Choice("kind", Vocabulary.Kinds) ?? ProviderKind.OpenAICompatible;
    }

    private static Uri? Url(Section section, ProviderKind kind, string? preset)
    {
        var text = section.Text("baseUrl");
        if (kind == ProviderKind.Simulated)
        {
            if (text is not null)
            {
                section.Wrong("baseUrl", "has no meaning for simulated models.", "Take it out.");
            }

            return null;
        }

        text ??= preset is not null ? Vocabulary.PresetUrls.GetValueOrDefault(preset) : kind == ProviderKind.OpenAI ? Vocabulary.PresetUrls["openai"] : null;
        if (text is null)
        {
            section.Wrong("baseUrl", "is missing.", "Write the API's root, such as http://127.0.0.1:8000/v1, or name a preset.");
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            section.Wrong("baseUrl", "is not an http or https address.", "Write it whole, such as https://api.openai.com/v1.");
            return null;
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            section.Wrong("baseUrl", "holds a user, a query or a fragment.", "Write scheme, host and path only; the key goes into 'apiKey'.");
            return null;
        }

        return url;
    }

    // Whatever stands here may be a secret that somebody pasted: it is never repeated.
    private static SecretReference? Secret(Section section)
    {
        if (section.Text("apiKey") is not { } text)
        {
            return null;
        }

        var (scheme, location) = text.StartsWith("env:", StringComparison.Ordinal) ? (SecretScheme.Environment, text[4..])
            : text.StartsWith("file:", StringComparison.Ordinal) ? (SecretScheme.File, text[5..])
            : (SecretScheme.Environment, "");
        if (location.Length > 0)
        {
            return new SecretReference(scheme, location);
        }

        section.Wrong("apiKey", "is not a reference to a secret.", "Write env:NAME or file:PATH; a key itself never stands in a catalogue (if one did, revoke it).");
        return null;
    }

    private static Dictionary<string, string> Headers(Section section)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (section.Child("headers") is { } group)
        {
            foreach (var name in group.Keys())
            {
                if (name.Equals("authorization", StringComparison.OrdinalIgnoreCase) || name.Equals("api-key", StringComparison.OrdinalIgnoreCase))
                {
                    group.Wrong(name, "is a credential.", "Use 'apiKey: env:NAME'.");
                }
                else if (group.Text(name) is { } value)
                {
                    headers[name] = value;
                }
            }
        }

        return headers;
    }
}
