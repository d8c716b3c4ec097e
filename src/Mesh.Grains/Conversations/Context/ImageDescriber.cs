using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Conversations.Context;
using Mesh.Grains.Catalog;
using Mesh.Grains.Turns;

namespace Mesh.Grains.Conversations.Context;

/// <summary>
/// Has images told in words by a model that sees, for one that does not. Each image of a conversation once; at most
/// <see cref="MostImages"/> for a turn, the newest, each within <see cref="Longest"/>. An image that nobody describes is said to be missing.
/// </summary>
internal sealed class ImageDescriber(TurnRunner runner, CatalogView views)
{
    /// <summary>Most images that are described for one turn.</summary>
    public const int MostImages = 4;

    /// <summary>Longest description, in characters; longer ones are cut.</summary>
    public const int MostCharacters = 2000;

    /// <summary>How long one description may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private const string Wanted = "Describe this image for somebody who cannot see it: all text in it word for word, then what it shows, with numbers and names. Plain text, at most 200 words.";
    private const int MostTokens = 600;

    /// <summary>Describes images and notes them; says whether any was.</summary>
    /// <param name="reading">The conversation.</param>
    /// <param name="images">The images.</param>
    /// <param name="data">Data classes of the conversation: an image is shown to no model that may not see them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> DescribeAsync(ConversationReading reading, IReadOnlyList<ImagePart> images, IReadOnlyList<string> data, CancellationToken cancellationToken)
    {
        if (views.Current.Document.Conversations.ImageRoute is not { } route)
        {
            return false;
        }

        var described = false;
        foreach (var image in images.Take(MostImages))
        {
            described |= await DescribeAsync(reading, route, image, data, cancellationToken);
        }

        return described;
    }

    private async Task<bool> DescribeAsync(ConversationReading reading, string route, ImagePart image, IReadOnlyList<string> data, CancellationToken cancellationToken)
    {
        var request = new ChatRequest
        {
            Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(Wanted), image] }],
            Settings = new ChatSettings { MaxOutputTokens = MostTokens },
        };
        var query = PromptNeeds.Sized(new RouteQuery { Target = route, Needs = ModelCapabilities.Text | ModelCapabilities.ImageIn, MaxOutputTokens = MostTokens, Data = data, Caller = SideCall.For(reading.Key) }, request);
        var (answer, entry) = await SideCall.AskAsync(runner, new ChatTask(query, request, streaming: false), Longest, cancellationToken);
        var text = answer?.Trim() ?? "";
        text = text.Length > MostCharacters ? string.Concat(text.AsSpan(0, MostCharacters), "...") : text;
        try
        {
            if (entry.Model.Length > 0)
            {
                await reading.KeepAsync(text.Length == 0 ? entry : entry with { Images = [new ImageDescription(ImageHash.Of(image.Url), text, entry.Model)] });
            }

            // Where nobody described it, the model that answers is told that the image is missing, and the turn's record says so.
            return text.Length > 0;
        }
        catch (MeshException)
        {
            // A description that cannot be noted is no reason to leave a turn without an answer.
            return false;
        }
    }
}
