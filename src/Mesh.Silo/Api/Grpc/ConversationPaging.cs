using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Pages of conversations, each from where the one before ended.</summary>
internal static class ConversationPaging
{
    private const int Default = 50;
    private const int Most = 1000;

    // A page may hold fewer than asked for, or none, where few of many have what is looked for; its token goes on all the same.
    private const int MostLooked = 4096;

    /// <summary>Where a request's page begins, and how many it wants.</summary>
    /// <exception cref="MeshException">invalid_request: a negative size or a token that no page gave.</exception>
    public static (ConversationCursor? From, int Size) Of(V1.ListConversationsRequest request)
    {
        if (request.PageSize < 0)
        {
            throw Fields.Invalid("page_size", "'page_size' must not be negative.");
        }

        return (request.PageToken.Length == 0 ? null : Cursor(request.PageToken), request.PageSize == 0 ? Default : Math.Min(request.PageSize, Most));
    }

    /// <summary>The token of the next page; empty at the end.</summary>
    public static string Token(ConversationCursor? next) =>
        next is null ? "" : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{next.UpdatedAt.UtcTicks} {next.Id}")));

    /// <summary>A page of those that are wanted.</summary>
    /// <exception cref="MeshException">unavailable: the store is out of reach.</exception>
    public static async Task<ConversationPage> ReadAsync(IConversationIndex index, string tenant, ConversationCursor? from, int size, Func<ListedConversation, bool> isWanted, CancellationToken cancellationToken)
    {
        var found = new List<ListedConversation>();
        for (var looked = 0; looked < MostLooked;)
        {
            var page = await index.ListAsync(tenant, from, Math.Min(size, LogBounds.MostListed), cancellationToken);
            foreach (var conversation in page.Conversations)
            {
                from = new ConversationCursor(conversation.UpdatedAt, conversation.Id);
                if (isWanted(conversation))
                {
                    found.Add(conversation);
                }

                if (found.Count == size)
                {
                    return new ConversationPage(found, page.Next is null && conversation == page.Conversations[^1] ? null : from);
                }
            }

            looked += page.Conversations.Count;
            if (page.Next is null)
            {
                return new ConversationPage(found, null);
            }
        }

        return new ConversationPage(found, from);
    }

    private static ConversationCursor Cursor(string token)
    {
        try
        {
            if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(' ', 2) is [var ticks, { Length: > 0 } id]
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks)
            {
                return new ConversationCursor(new DateTimeOffset(at, TimeSpan.Zero), id);
            }
        }
        catch (FormatException)
        {
            // As any other token that no page gave.
        }

        throw Fields.Invalid("page_token", "'page_token' must come from the page before.");
    }
}
