using System.Diagnostics;
using CsCheck;
using Mesh.Contracts.Catalog;
using Mesh.Routing.Signals.Data;

namespace Mesh.Routing.Tests.Signals;

/// <summary>Numbers and keys are made up or those that their makers give for tests.</summary>
public sealed class SensitiveDataTests
{
    [Theory]
    [InlineData("Write to jane.doe+news@mail.example.com please")]
    [InlineData("<a href=\"mailto:x@y.org\">")]
    [InlineData("user=bob_1@sub.example.co.uk;")]
    [InlineData("Schreib an müller@beispiel.de.")]
    public void MailAddress_IsFound(string text) => Assert.Equal([DataKind.Email], In(text));

    [Theory]
    [InlineData("Call +49 30 1234567 tomorrow")]
    [InlineData("call me at (555) 123-4567")]
    [InlineData("Tel.: 030 / 123 45 67")]
    [InlineData("my number is 555-867-5309.")]
    [InlineData("phone: 01632 960983")]
    [InlineData("1-800-555-0199")]
    [InlineData("+14155552671")]
    public void PhoneNumber_IsFound(string text) => Assert.Equal([DataKind.Phone], In(text));

    [Theory]
    [InlineData("IBAN: DE89 3704 0044 0532 0130 00")]
    [InlineData("gb82west12345698765432")]
    [InlineData("Konto FR14 2004 1010 0505 0001 3M02 606, danke")]
    [InlineData("NL91-ABNA-0417-1643-00")]
    public void BankAccount_IsFound(string text) => Assert.Contains(DataKind.Iban, In(text));

    [Theory]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("card 5555555555554444 exp 12/29")]
    [InlineData("3782-822463-10005")]
    [InlineData("6011 0009 9013 9424")]
    public void PaymentCard_IsFound(string text) => Assert.Contains(DataKind.Card, In(text));

    [Theory]
    [InlineData("SSN 123-45-6789")]
    [InlineData("Steuer-ID 86 095 742 719")]
    [InlineData("DNI 12345678Z")]
    [InlineData("NIE X1234567L")]
    [InlineData("codice fiscale RSSMRA85T10A562S")]
    [InlineData("NINO AB123456C")]
    [InlineData("CPF 529.982.247-25")]
    [InlineData("PESEL 44051401359")]
    [InlineData("personnummer 811218-9876")]
    [InlineData("NIR 2 55 08 14 168 025 38")]
    [InlineData("身份证 11010519491231002X")]
    public void NationalId_IsFound(string text) => Assert.Contains(DataKind.NationalId, In(text));

    [Theory]
    [InlineData("key sk-proj-Ab3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW")]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("token ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE")]
    [InlineData("Authorization: Bearer 7f3Kq9ZxW2mN8pL4vT6yB1cD")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpM")]
    [InlineData("postgres://app:Tr0ub4dor@db.internal:5432/x")]
    [InlineData("password = \"c0rrect-h0rse!\"")]
    [InlineData("client_secret: 9f8A7b6C5d4E3f2G1h0J")]
    [InlineData("my api key is q8Zr2LmX0vT5nB7cK3yD")]
    public void Secret_IsFound(string text) => Assert.Contains(DataKind.Secret, In(text));

    [Theory]
    [InlineData("")]
    [InlineData("Write a poem about the sea.")]
    [InlineData("The meeting is at 10:30 on 2026-11-26, room 4.101.")]
    [InlineData("pi is 3.14159265358979323846")]
    [InlineData("@Override public void run() { foo@bar; }")]
    [InlineData("git commit 3f786850e387550fdab836ed7e6dc881de23001b")]
    [InlineData("id 550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("The order number is 1234567890123.")]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("DE88 3704 0044 0532 0130 00")]
    [InlineData("000-12-3456 and 666-12-3456")]
    [InlineData("version 10.0.15.2, port 5432, 192.168.178.21")]
    [InlineData("How do I reset my password? The password field is required.")]
    [InlineData("api_key: ${API_KEY}")]
    [InlineData("https://example.com/a/b?x=12345678901234567890")]
    [InlineData("Population: 1 380 004 385 and 331 002 651")]
    [InlineData("postgres://user:password@localhost/db")]
    [InlineData("12345678A")]
    [InlineData("2+2=4, 555-1234")]
    public void OrdinaryText_HoldsNothing(string text) => Assert.Empty(In(text));

    [Fact]
    public void Kinds_OfSeveralTexts_AreToldOnceEach() =>
        Assert.Equal([DataKind.Email, DataKind.Iban], In("a@b.example", "c@d.example", "DE89370400440532013000"));

    [Fact]
    public void AnyText_HoweverStrange_IsReadToItsEnd() => Gen.String[Gen.Char["@.:/+-()0123456789aAeEsSkK_ \n\"=é中"], 0, 200].Sample(text => In(text) is not null, iter: 20_000);

    // Some milliseconds each where time grows with the length; by its square it would be tens of seconds.
    [Theory]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("1 ")]
    [InlineData("://")]
    [InlineData("eyJ")]
    [InlineData("eyJ.")]
    [InlineData("sk-")]
    [InlineData("ghp_-")]
    [InlineData("password ")]
    [InlineData("password=")]
    [InlineData("DE12")]
    [InlineData("+1")]
    [InlineData("a@b.")]
    public void Time_ForARepetition_GrowsWithItsLengthAlone(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 400_000 / piece.Length));

        Assert.InRange(Best(text).TotalSeconds, 0, 10);
    }

    private static TimeSpan Best(string text) => Enumerable.Range(0, 3).Min(_ =>
    {
        var watch = Stopwatch.StartNew();
        In(text);
        return watch.Elapsed;
    });

    private static IReadOnlyList<DataKind> In(params string[] texts) => SensitiveData.In(texts);
}
