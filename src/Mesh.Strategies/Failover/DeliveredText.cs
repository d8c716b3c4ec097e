using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;

namespace Mesh.Strategies.Failover;

/// <summary>What has left for a caller whose answer may be taken over: its text up to a bound, and whatever stands in the way of a take-over.</summary>
internal sealed class DeliveredText
{
    /// <summary>Most characters that are kept (256 KiB); a longer text is not gone on with, but may be begun anew.</summary>
    public const int MaxCharacters = 128 * 1024;

    private StringBuilder? _text = new();

    /// <summary>Characters of text so far.</summary>
    public long Characters { get; private set; }

    /// <summary>What makes a take-over wrong; null while nothing does.</summary>
    public string? Barrier { get; private set; }

    /// <summary>The text; null when it is over the bound.</summary>
    public string? Text => _text?.ToString();

    /// <summary>Takes a frame in that leaves for the caller.</summary>
    public void Take(ContentFrame frame)
    {
        if (frame.IsKeepAlive || frame.IsEnd || Barrier is not null)
        {
            return;
        }

        try
        {
            foreach (var e in frame.ReadEach())
            {
                Take(e);
            }
        }
        catch (MeshException)
        {
            Barrier = "an event of it cannot be read";
        }
    }

    /// <summary>Another endpoint begins anew: nothing has been said.</summary>
    public void Clear()
    {
        _text = new StringBuilder();
        Characters = 0;
    }

    private void Take(ChatEvent e)
    {
        Barrier ??= e switch
        {
            ToolCallDelta => "a tool call had begun",
            ReasoningDelta => "it had told its reasoning",
            RefusalDelta => "a refusal had begun",
            LogprobsDelta => "it tells log-probabilities",
            ChoiceFinished => "it had finished",
            TextDelta { Choice: > 0 } => "it has several choices",
            _ => null,
        };
        if (e is TextDelta text)
        {
            Characters += text.Text.Length;
            _text = _text is { } kept && kept.Length + text.Text.Length <= MaxCharacters ? kept.Append(text.Text) : null;
        }
    }
}
