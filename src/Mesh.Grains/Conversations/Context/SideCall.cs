using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Grains.Turns;

namespace Mesh.Grains.Conversations.Context;

/// <summary>Asks a model something on a conversation's behalf that is no turn of it.</summary>
internal static class SideCall
{
    /// <summary>The whole answer, and an entry that accounts what it took.</summary>
    /// <exception cref="Contracts.Errors.MeshException">Nobody answered, or the answer broke off.</exception>
    public static async Task<(ChatMessage Answer, NotesEntry Entry)> AskAsync(TurnRunner runner, ChatTask task, TimeSpan longest, CancellationToken cancellationToken)
    {
        var answer = new AnswerBuilder();
        var running = await runner.BeginAsync(task, cancellationToken, longest);
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

        return (answer.Message, new NotesEntry { Usage = running.Account.Usage, CostUsd = running.Account.CostUsd, Model = running.Answer.Attempt.Model });
    }
}
