namespace Mesh.Conversations.Engine;

/// <summary>Ids that callers give their turns.</summary>
public static class TurnIds
{
    /// <summary>The longest one, in UTF-16 units.</summary>
    public const int LongestId = 255;

    /// <summary>Whether every store can tell it from all others: neither empty nor too long, no control characters, and whole code points.</summary>
    public static bool IsValid(string id)
    {
        if (id.Length is 0 or > LongestId)
        {
            return false;
        }

        for (var i = 0; i < id.Length; i++)
        {
            if (char.IsControl(id[i]) || (char.IsSurrogate(id[i]) && !(i + 1 < id.Length && char.IsSurrogatePair(id[i], id[++i]))))
            {
                return false;
            }
        }

        return true;
    }
}
