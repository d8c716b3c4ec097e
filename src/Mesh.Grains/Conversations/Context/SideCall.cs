using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using Mesh.Strategies.Answers;

namespace Mesh.Grains.Conversations.Context;

/// <summary>Asks a model something on a conversation's behalf that is no turn of it.</summary>
internal static class SideCall
{
    /// <summary>Who asks: the conversation's tenant pays, whatever the mesh asks for by itself.</summary>
    public static RouteCaller For(TenantKey key) => new(key.Tenant, "", "");

    /// <summary>The text of the whole answer, null when there is none; and an entry that accounts what it took either way.</summary>
    public static async Task<(string? Text, NotesEntry Entry)> AskAsync(TurnRunner runner, ChatTask task, TimeSpan longest, CancellationToken cancellationToken)
    {
        Turn? running = null;
        try
        {
            var answer = new AnswerBuilder();
            running = await runner.BeginAsync(task, cancellationToken, longest);
            await using (running)
            {
                await foreach (var frame in running.ReadAsync())
                {
                    foreach (var said in frame.ReadEach())
                    {
                        answer.Add(said);
                    }
                }
            }

            return (string.Concat(answer.Message.Parts.OfType<TextPart>().Select(t => t.Text)), Entry(running));
        }
        catch (MeshException)
        {
            return (null, running is null ? new NotesEntry() : Entry(running));
        }
    }

    private static NotesEntry Entry(Turn running) => new() { Usage = running.Account.Usage, CostUsd = running.Account.CostUsd, Model = running.Answer.Attempt.Model };
}
