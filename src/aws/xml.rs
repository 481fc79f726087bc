//! Reading the XML answers of Query-protocol services.

use roxmltree::{Document, Node};

/// The error that a service tells in its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    /// `AccessDenied`, `ExpiredToken` …
    pub code: String,
    /// The service's own words; may be empty.
    pub message: String,
}

/// `<ErrorResponse><Error><Code/><Message/></Error>…`, also without the outer element.
#[must_use]
pub fn error(body: &str) -> Option<ServiceError> {
    let document = Document::parse(body).ok()?;
    let error = document.descendants().find(|node| node.tag_name().name() == "Error")?;
    let code = text(error, "Code").filter(|code| !code.is_empty())?;
    Some(ServiceError { code, message: text(error, "Message").unwrap_or_default() })
}

/// The trimmed text of the first child element of this name, whatever its namespace.
#[must_use]
pub fn text(parent: Node<'_, '_>, name: &str) -> Option<String> {
    let child = child(parent, name)?;
    Some(child.text().unwrap_or_default().trim().to_owned())
}

/// The first child element of this name.
#[must_use]
pub fn child<'a, 'input>(parent: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    parent.children().find(|node| node.is_element() && node.tag_name().name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_answer_tells_code_and_message() {
        let body = r#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
            <Code>AccessDenied</Code><Message>User: a &amp; b</Message></Error><RequestId>r</RequestId></ErrorResponse>"#;
        assert_eq!(
            error(body),
            Some(ServiceError { code: "AccessDenied".into(), message: "User: a & b".into() })
        );
    }

    #[test]
    fn what_is_no_error_answer_is_none() {
        for body in
            ["", "<html><body>Error</body></html>", "{}", "<Error/>", "<Error><Code> </Code></Error>", "<a"]
        {
            assert_eq!(error(body), None, "{body}");
        }
    }

    #[test]
    fn entities_of_a_document_type_are_not_expanded() {
        let bomb = r#"<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><Error><Code>&b;</Code></Error>"#;
        assert_eq!(error(bomb), None);
    }
}
