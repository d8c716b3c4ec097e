using System.Buffers;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Caching;

/// <summary>Watches an answer go by and keeps what it takes to give it again. Only a whole one is fit for that: finished by itself, not taken over, within the bound.</summary>
/// <param name="keepsBytes">Whether those who get it again speak the upstream's dialect; else they need what it says.</param>
/// <param name="tools">Whether an answer that calls tools is fit.</param>
/// <param name="mostBytes">The bound.</param>
public sealed class AnswerRecorder(bool keepsBytes, bool tools, int mostBytes)
{
    private readonly List<RecordedPiece> _pieces = [];
    private readonly HashSet<int> _open = [];
    private readonly List<ChatEvent> _events = [];
    private readonly ArrayBufferWriter<byte> _raw = new();
    private int _parts;
    private int _bytes;
    private bool _isEnd;
    private bool _finished;

    /// <summary>Why it is not fit; null while nothing speaks against it.</summary>
    public Unfit? Unfit { get; private set; }

    /// <summary>Takes a frame in.</summary>
    public void Take(ContentFrame frame)
    {
        if (Unfit is not null || frame.IsKeepAlive)
        {
            return;
        }

        if (frame is TakeOverFrame)
        {
            Drop(Caching.Unfit.Broken);
            return;
        }

        try
        {
            var said = frame.Read();
            foreach (var e in said)
            {
                Judge(e);
            }

            Keep(frame, said);
        }
        catch (MeshException)
        {
            Drop(Caching.Unfit.Broken);
        }
    }

    /// <summary>The pieces of the whole answer; null when it is not fit.</summary>
    public IReadOnlyList<RecordedPiece>? Finish()
    {
        Close();
        if (Unfit is null && (!_finished || _open.Count > 0))
        {
            Drop(Caching.Unfit.Unfinished);
        }

        return Unfit is null ? _pieces : null;
    }

    /// <summary>About how much memory events take, in bytes.</summary>
    internal static int SizeOf(IReadOnlyList<ChatEvent> events) => events.Sum(e => 48 + (sizeof(char) * (e switch
    {
        TextDelta t => t.Text.Length,
        ReasoningDelta r => r.Text.Length,
        RefusalDelta r => r.Text.Length,
        ToolCallDelta c => c.Arguments.Length,
        LogprobsDelta l => l.Json.Length,
        _ => 0,
    })));

    private void Judge(ChatEvent e)
    {
        switch (e)
        {
            case ChoiceFinished finished:
                _open.Remove(finished.Choice);
                _finished = true;
                if (finished.Reason != "stop" && !(tools && finished.Reason == "tool_calls"))
                {
                    Drop(Caching.Unfit.Unfinished);
                }

                break;
            case RefusalDelta:
                Drop(Caching.Unfit.Refused);
                break;
            case ToolCallDelta call:
                _open.Add(call.Choice);
                if (!tools)
                {
                    Drop(Caching.Unfit.Tools);
                }

                break;
            case TextDelta text:
                _open.Add(text.Choice);
                break;
            case ReasoningDelta reasoning:
                _open.Add(reasoning.Choice);
                break;
        }
    }

    private void Keep(ContentFrame frame, IReadOnlyList<ChatEvent> said)
    {
        var bytes = keepsBytes && frame.Dialect != Dialect.None;
        _bytes += bytes ? frame.Raw.Length : SizeOf(said);
        if (_bytes > mostBytes)
        {
            Drop(Caching.Unfit.TooLarge);
        }

        if (Unfit is not null)
        {
            return;
        }

        if (frame.IsUsageOnly || (bytes ? _events.Count : _raw.WrittenCount) > 0)
        {
            Close();
        }

        _parts += frame.Parts;
        _isEnd |= frame.IsEnd;
        if (bytes)
        {
            _raw.Write(frame.Raw.Span);
        }
        else
        {
            Add(said);
        }

        if (frame.IsUsageOnly)
        {
            Close(isUsageOnly: true);
        }
    }

    // Words that come one after the other are one text to whoever gets them at once.
    private void Add(IReadOnlyList<ChatEvent> said)
    {
        foreach (var e in said)
        {
            if (e is TextDelta text && _events is [.., TextDelta before] && before.Choice == text.Choice)
            {
                _events[^1] = new TextDelta(text.Choice, before.Text + text.Text);
            }
            else
            {
                _events.Add(e);
            }
        }
    }

    private void Close(bool isUsageOnly = false)
    {
        if (_raw.WrittenCount > 0 || _events.Count > 0)
        {
            _pieces.Add(new RecordedPiece
            {
                Dialect = _raw.WrittenCount > 0 ? Dialect.OpenAI : Dialect.None,
                Raw = _raw.WrittenSpan.ToArray(),
                Events = [.. _events],
                Parts = _parts,
                IsUsageOnly = isUsageOnly,
                IsEnd = _isEnd,
            });
        }

        _raw.ResetWrittenCount();
        _events.Clear();
        (_parts, _isEnd) = (0, false);
    }

    private void Drop(Unfit why)
    {
        Unfit ??= why;
        _pieces.Clear();
        _events.Clear();
        _raw.Clear();
    }
}
