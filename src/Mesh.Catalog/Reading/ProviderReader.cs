using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one provider.</summary>
internal static class ProviderReader
{
    private static readonly TimeSpan s_leastConnect = TimeSpan.FromMilliseconds(1);

    private static readonly string[] s_real = ["preset", "engine", "baseUrl", "apiKey", "local", "headers", "connectTimeout"];

    public static ProviderEntry Read(string name, Section section)
    {
        var kind = Kind(section);
        var preset = Preset(section, kind);
        var provider = new ProviderEntry
        {
            Name = name,
            Kind = kind ?? ProviderKind.OpenAICompatible,
            Preset = preset,
            BaseUrl = Url(section, kind, preset),
            ApiKey = SecretField.Read(section, "apiKey"),
            Local = section.Flag("local") ?? false,
            Headers = HeaderFields.Read(section, "headers"),
            ConnectTimeout = section.Duration("connectTimeout", s_leastConnect, TimeSpan.FromMinutes(5)) ?? TimeSpan.FromSeconds(5),
        };
        if (kind == ProviderKind.Simulated)
        {
            foreach (var field in s_real.Where(section.Has))
            {
                section.Wrong(field, "has no meaning for simulated models.", "Take it out.");
            }
        }

        section.Finish();
        return provider;
    }

    // Null when it is not known: what else would follow from it is not told then.
    private static ProviderKind? Kind(Section section)
    {
        var built = string.Join(", ", Vocabulary.Kinds.Keys);
        if (!section.Has("kind"))
        {
            section.Wrong("kind", "is missing.", $"Write one of: {built}.");
            return null;
        }

        if (section.Text("kind") is not { } text)
        {
            return null;
        }

        if (Vocabulary.KindsToCome.Contains(text))
        {
            section.Wrong("kind", $"'{text}' is not built yet.", $"Built are: {built}.");
            return null;
        }

        return section.Choice("kind", Vocabulary.Kinds);
    }

    private static string? Preset(Section section, ProviderKind? kind)
    {
        var (preset, engine) = (section.Text("preset"), section.Text("engine"));
        if (preset is not null && engine is not null)
        {
            section.Wrong("engine", "stands beside 'preset', which means the same.", "Keep one of them.");
        }

        var name = preset ?? engine;
        var field = preset is null ? "engine" : "preset";
        if (name is not null && !Vocabulary.PresetUrls.ContainsKey(name))
        {
            section.Unknown(field, name, "is not a known preset.", Vocabulary.PresetUrls.Keys);
        }
        else if (name is not null and not "openai" && kind == ProviderKind.OpenAI)
        {
            section.Wrong(field, $"'{name}' is not OpenAI's own API.", "Write 'kind: openai-compatible'.");
        }

        return name;
    }

    private static Uri? Url(Section section, ProviderKind? kind, string? preset)
    {
        var text = section.Text("baseUrl");
        if (kind == ProviderKind.Simulated)
        {
            return null;
        }

        text ??= preset is not null ? Vocabulary.PresetUrls.GetValueOrDefault(preset) : kind == ProviderKind.OpenAI ? Vocabulary.PresetUrls["openai"] : null;
        if (text is null)
        {
            // With a kind or a preset that is not known, or an address that is empty, the one mistake is told already.
            if (kind is not null && preset is null && !section.Has("baseUrl"))
            {
                section.Wrong("baseUrl", "is missing.", "Write the API's root, such as http://127.0.0.1:8000/v1, or name a preset.");
            }

            return null;
        }

        if (UrlField.Read(section, "baseUrl", text, "https://api.openai.com/v1") is not { } url)
        {
            return null;
        }

        if (url.AbsolutePath.TrimEnd('/') is var path && (path.EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase) || path.EndsWith("/models", StringComparison.OrdinalIgnoreCase)))
        {
            section.Wrong("baseUrl", "is one call's address and not the API's root.", "Leave out what follows the root, which often ends in /v1.");
            return null;
        }

        return url;
    }
}
