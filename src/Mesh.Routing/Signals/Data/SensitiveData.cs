using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Signals.Data;

/// <summary>
/// Finds personal data and secrets by their form: nothing is asked of anybody, and nothing is kept. Time grows with the length alone. What
/// has no form of its own, such as a name, an address or a picture, is not found: for that the caller says what its request holds.
/// </summary>
public static class SensitiveData
{
    private static readonly (DataKind Kind, Finder Finds)[] s_finders =
    [
        (DataKind.Email, MailAddresses.IsIn),
        (DataKind.Phone, PhoneNumbers.IsIn),
        (DataKind.Iban, BankAccounts.IsIn),
        (DataKind.Card, PaymentCards.IsIn),
        (DataKind.NationalId, NationalIds.IsIn),
        (DataKind.Secret, Secrets.IsIn),
    ];

    private delegate bool Finder(ReadOnlySpan<char> text);

    /// <summary>The kinds that are in any of the texts, each once.</summary>
    public static IReadOnlyList<DataKind> In(IEnumerable<string> texts)
    {
        List<DataKind>? found = null;
        foreach (var text in texts)
        {
            foreach (var (kind, finds) in s_finders)
            {
                if (found?.Contains(kind) != true && finds(text))
                {
                    (found ??= []).Add(kind);
                }
            }
        }

        return found is null ? [] : found;
    }
}
