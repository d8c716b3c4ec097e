using System.Text;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>A piece of a response's output, as far as it has come.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its name.</param>
/// <param name="Index">Its place in the output.</param>
internal sealed record ResponseItem(ResponseItemKind Kind, string Id, int Index)
{
    /// <summary>Text, reasoning, refusal or a call's arguments.</summary>
    public StringBuilder Content { get; } = new();

    /// <summary>A call's id, which its answer names.</summary>
    public string CallId { get; set; } = "";

    /// <summary>A call's function.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether nothing more comes.</summary>
    public bool IsDone { get; set; }
}
