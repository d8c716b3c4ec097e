namespace Mesh.Contracts.Catalog;

/// <summary>Kinds of personal data and secrets that can be told by their form.</summary>
public enum DataKind
{
    /// <summary><c>email</c>: an address.</summary>
    Email,

    /// <summary><c>phone</c>: a number with its country or area code.</summary>
    Phone,

    /// <summary><c>iban</c>: a bank account whose check digits fit.</summary>
    Iban,

    /// <summary><c>card</c>: a payment card whose check digit fits.</summary>
    Card,

    /// <summary><c>national-id</c>: a social security or tax number of a form that is known.</summary>
    NationalId,

    /// <summary><c>secret</c>: a key, token, password or private key.</summary>
    Secret,
}
