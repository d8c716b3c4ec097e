using System.Text.RegularExpressions;
using Mesh.Contracts.Chat;

namespace Mesh.Routing.Signals;

/// <summary>The texts of a request.</summary>
internal static class PromptTexts
{
    /// <summary>Most characters of a text that signals other than the data policy's look at.</summary>
    public const int Most = 64 * 1024;

    /// <summary>What the user says last; empty where it says nothing.</summary>
    public static string Last(ChatRequest request)
    {
        for (var i = request.Messages.Count - 1; i >= 0; i--)
        {
            if (request.Messages[i].Role == ChatRole.User)
            {
                return Join(request.Messages[i].Parts.OfType<TextPart>().Select(t => t.Text));
            }
        }

        return "";
    }

    /// <summary>The instructions.</summary>
    public static string System(ChatRequest request) =>
        Join(request.Messages.Where(m => m.Role is ChatRole.System or ChatRole.Developer).SelectMany(m => m.Parts).OfType<TextPart>().Select(t => t.Text));

    /// <summary>Every message's text.</summary>
    public static string Prompt(ChatRequest request) => Join(request.Messages.SelectMany(m => m.Parts).OfType<TextPart>().Select(t => t.Text));

    /// <summary>Everything that a model or its vendor would get to read, whole.</summary>
    public static IEnumerable<string> All(ChatRequest request)
    {
        foreach (var message in request.Messages)
        {
            foreach (var text in message.Parts.Select(Of).Concat(message.ToolCalls.SelectMany(c => Json(c.ArgumentsJson))).Append(message.Name).OfType<string>())
            {
                yield return text;
            }
        }

        var json = request.Tools.Select(t => t.ParametersJson).Append(request.ResponseFormat?.SchemaJson).Append(request.ExtraJson).OfType<string>().SelectMany(Json);
        foreach (var text in request.Tools.Select(t => t.Description).Concat(request.Settings.Stop).Append(request.Settings.User).OfType<string>().Concat(json))
        {
            yield return text;
        }
    }

    // JSON may write any sign by its number: it is looked at as it stands, and as it reads.
    private static IEnumerable<string> Json(string json) =>
        json.Contains("\\u", StringComparison.Ordinal) ? [json, Regex.Replace(json, @"\\u([0-9A-Fa-f]{4})", m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString(), RegexOptions.CultureInvariant)] : [json];

    private static string? Of(ContentPart part) => part switch
    {
        TextPart text => text.Text,
        ReasoningPart reasoning => reasoning.Text,
        RefusalPart refusal => refusal.Text,
        FilePart file => file.Name is null ? DataUrls.Text(file.Data) : $"{file.Name}\n{DataUrls.Text(file.Data)}",
        ImagePart image => image.Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? null : image.Url,
        _ => null,
    };

    private static string Join(IEnumerable<string> texts)
    {
        var all = string.Join('\n', texts);
        return all.Length <= Most ? all : all[..Most];
    }
}
