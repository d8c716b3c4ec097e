using Mesh.Contracts.Conversations.Notes;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Contract;

public abstract partial class ConversationLogContract
{
    [Fact]
    public async Task Notes_AreKeptUntilOthersTakeTheirPlace()
    {
        Assert.Null(await Log.ReadNotesAsync(s_key, default));
        var head = await CreateAsync(s_key);
        Assert.Null(await Log.ReadNotesAsync(s_key, default));
        var (noted, plain, again) = (Next(head), Next(Next(head)), Next(Next(Next(head))));

        await NoteAsync(new LogWrite { Seen = head, Head = noted, Notes = Notes("first") });
        await NoteAsync(new LogWrite { Seen = noted, Head = plain });
        Assert.Equal(Spelled.Out(Notes("first")), Spelled.Out(await Log.ReadNotesAsync(s_key, default)));
        await NoteAsync(new LogWrite { Seen = plain, Head = again, Notes = Notes("second") });

        Assert.Equal(Spelled.Out(Notes("second")), Spelled.Out(await Log.ReadNotesAsync(s_key, default)));
        Assert.Equal(Spelled.Out(again), Spelled.Out(await Log.ReadHeadAsync(s_key, default)));
    }

    [Fact]
    public async Task Notes_OfAWriterThatSawAnotherHead_AreNotKept()
    {
        var head = await CreateAsync(s_key);
        await NoteAsync(new LogWrite { Seen = head, Head = Next(head), Notes = Notes("first") });

        Assert.Equal(WriteOutcome.Stale, await Log.WriteAsync(s_key, new LogWrite { Seen = head, Head = Next(head), Notes = Notes("late") }, default));

        Assert.Equal(Spelled.Out(Notes("first")), Spelled.Out(await Log.ReadNotesAsync(s_key, default)));
    }

    [Fact]
    public async Task Notes_GoWithTheTurns()
    {
        var head = await CreateAsync(s_key);
        await NoteAsync(new LogWrite { Seen = head, Head = Next(head), Notes = Notes("first") });

        await NoteAsync(new LogWrite { Seen = Next(head), Head = Next(Next(head)), ErasesTurns = true });

        Assert.Null(await Log.ReadNotesAsync(s_key, default));
    }

    private static ConversationNotes Notes(string text) => new()
    {
        Summary = new ConversationSummary { Revision = 3, Covered = [new TurnRange(1, 5)], GivenUp = 1 },
        Images = [new ImageDescription("h", text, "m")],
        Failures = 2,
        FailedAt = 7,
    };

    private async Task NoteAsync(LogWrite write) => Assert.Equal(WriteOutcome.Written, await Log.WriteAsync(s_key, write, default));
}
