using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads how long and how large an upstream's answer may be; a model and an endpoint say it in the same words.</summary>
internal static class TimeoutsReader
{
    private const int LeastBytes = 1024;
    private const int MostBytes = 1024 * 1024 * 1024;
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_most = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_mostConnect = TimeSpan.FromMinutes(5);

    public static UpstreamTimeouts? Read(Section section)
    {
        if (section.Child("timeouts") is not { } group)
        {
            return null;
        }

        var timeouts = new UpstreamTimeouts
        {
            Connect = group.Duration("connect", s_least, s_mostConnect),
            FirstFrame = group.Duration("firstFrame", s_least, s_most),
            BetweenFrames = group.Duration("betweenFrames", s_least, s_most),
            Total = group.Duration("total", s_least, s_most),
        };
        if (timeouts is { FirstFrame: { } first, Total: { } total } && first > total)
        {
            group.Wrong("firstFrame", $"{Durations.Write(first)} is more than 'total', which is {Durations.Write(total)}.", "Write a shorter time, or a longer 'total'.");
        }

        group.Finish();
        return timeouts;
    }

    public static long? MaxAnswerBytes(Section section) => section.Integer("maxAnswerBytes", LeastBytes, MostBytes);
}
