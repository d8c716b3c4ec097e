using System.Text.RegularExpressions;

namespace Mesh.Strategies.Confidence.Checks;

/// <summary>What an answer's words give away. English, and the commonest turns of German, French, Spanish and Italian for refusals and not knowing.</summary>
internal static partial class Wording
{
    // Refusals and not knowing stand at an answer's beginning; further on they are quoted or narrated.
    private const int Beginning = 240;

    /// <summary>Whether the answer says at its beginning that the model won't.</summary>
    public static bool Refuses(string answer) => Matches(Refusal(), Head(answer));

    /// <summary>Whether the answer says at its beginning or its end that the model doesn't know, or can't tell.</summary>
    public static bool KnowsNot(string answer) => Matches(NotKnowing(), Head(answer)) || Matches(NotKnowing(), Tail(answer));

    /// <summary>How many words of doubt there are.</summary>
    public static int Hedges(string answer) => Count(Hedge(), answer);

    /// <summary>How many words there are by which somebody takes back what was said.</summary>
    public static int TurnsBack(string answer) => Count(Turn(), answer);

    private static string Head(string text) => text[..Math.Min(text.Length, Beginning)];

    private static string Tail(string text) => text[^Math.Min(text.Length, Beginning)..];

    private static bool Matches(Regex regex, string text) => regex.IsMatch(text);

    private static int Count(Regex regex, string text) => regex.Count(text);

    [GeneratedRegex(
        @"\b(i(['’]m| am) (sorry|afraid|unable|not able)|i (can('|’)?t|cannot|can not|won['’]t|will not) (help|assist|do|provide|answer|comply|fulfil|create|discuss|give|support)|as an ai|i must decline|not able to (help|assist)|against my (guidelines|policy)|ich kann (dir|ihnen)? ?(dabei )?(leider )?nicht|tut mir leid|je ne peux pas|désolée?\b|no puedo|lo siento|mi dispiace|non posso)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refusal();

    [GeneratedRegex(
        @"\b(i (do not|don['’]t) (know|have (enough|that|any|the|access))|i(['’]m| am) not (sure|certain)|not enough information|insufficient information|(cannot|can('|’)?t|can not|impossible to|not possible to) (be )?(determine|tell|say|know|calculate|answer)d?|no way to (know|tell)|unclear from|does(n['’]t| not) (say|specify|provide)|not (given|specified|provided) in|ich weiß (es |das )?nicht|je ne sais pas|no (lo )?sé|non (lo )?so)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotKnowing();

    [GeneratedRegex(
        @"\b(maybe|perhaps|possibly|probably|presumably|apparently|roughly|approximately|approx|likely|might|seems?|i (think|believe|guess|assume|suppose)|assum(e|ing|ption)s?|suppose|let['’]s say|not (sure|clear)|unclear|uncertain|could be|may be|estimated?|as far as i know)\b|≈",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Hedge();

    [GeneratedRegex(
        @"\b(wait|actually|correction|apologi[sz]e|sorry|mistake|let me (re|try|check|correct)\w*|on second thought|in fact|however|but (since|this|that)|instead|(is|are|was|be)(n['’]t| not) (possible|correct|right)|does(n['’]t| not) make sense|re-?(calculate|consider|evaluate|check)\w*)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Turn();
}
