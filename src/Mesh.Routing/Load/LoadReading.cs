namespace Mesh.Routing.Load;

/// <summary>What is known of one endpoint's load when a request is to be placed: plain values, so that a decision allocates nothing.</summary>
public record struct LoadReading
{
    /// <summary>Prompt tokens that it still has to read: sent there, found in no cache, first token not seen. From everybody.</summary>
    public double UnreadTokens { get; set; }

    /// <summary>Requests without a first token, from everybody.</summary>
    public double Prompts { get; set; }

    /// <summary>Prompt tokens a second that it reads.</summary>
    public double TokensASecond { get; set; }

    /// <summary>Answers under way there, from everybody.</summary>
    public double Streams { get; set; }

    /// <summary>Tokens of its cache that are promised to what is under way.</summary>
    public double HeldTokens { get; set; }

    /// <summary>Tokens that its cache holds for work under way; 0 when that is not known.</summary>
    public double CacheTokens { get; set; }

    /// <summary>Tokens of this request's prompt that its cache is taken to have.</summary>
    public double CachedTokens { get; set; }

    /// <summary>Seconds of the way there and back.</summary>
    public double NetworkSeconds { get; set; }

    /// <summary>Seconds until its model is loaded.</summary>
    public double ColdSeconds { get; set; }

    /// <summary>Seconds for which it has asked to be left alone, or until its vendor's limits have room.</summary>
    public double WaitSeconds { get; set; }

    /// <summary>What its name hashes to, by which all silos place a prompt alike.</summary>
    public ulong Place { get; set; }
}
